// Saving a language: the worker does it, this says how far it is.
(async function (d) {
  'use strict';
  const words = d.currentScript.dataset, list = new URL(words.list, location.href).href;
  const keep = d.getElementById('polku-keep'), drop = d.getElementById('polku-drop'), said = d.getElementById('polku-said');
  const say = (name, a, b) => { said.textContent = words[name].replace('%a', a).replace('%b', b); };
  if (!navigator.serviceWorker || !window.caches) return say('impossible');
  const size = bytes => {
    const large = bytes >= 1e6;
    return new Intl.NumberFormat(d.documentElement.lang, { style: 'unit', unit: large ? 'megabyte' : 'kilobyte', maximumFractionDigits: large ? 1 : 0 }).format(bytes / (large ? 1e6 : 1e3));
  };
  async function look() {
    const before = await caches.match(list + '?saved');
    drop.hidden = !before;
    keep.hidden = !!before;
    if (before) return say('saved');
    try {
      const answer = await fetch(list);
      if (!answer.ok) throw new Error(answer.status);
      keep.textContent = words.save.replace('%a', size((await answer.json()).files.reduce((sum, file) => sum + file[2], 0)));
    } catch (e) {
      keep.hidden = true;
      say('failed');
    }
  }
  function ask(what, then) {
    const channel = new MessageChannel();
    keep.disabled = drop.disabled = true;
    channel.port1.onmessage = async ({ data }) => {
      if (data.all) return say('saving', data.done, data.all);
      keep.disabled = drop.disabled = false;
      await look();
      say(data.failed ? 'failed' : then);
      const next = keep.hidden ? drop : keep;
      if (!next.hidden) next.focus();
    };
    navigator.serviceWorker.ready.then(({ active }) => active.postMessage(what, [channel.port2]));
  }
  keep.addEventListener('click', () => {
    // A browser that is asked so keeps it, even when space is short.
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    ask({ save: list }, 'saved');
  });
  drop.addEventListener('click', () => ask({ forget: list }, 'forgotten'));
  await look();
})(document);

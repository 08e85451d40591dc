// The page's side of `polku serve`: loads the page again when the site has
// changed, and shows a failed build's diagnostics over it.
//
// Listens to /_polku/events. Each event is the server's whole state:
// {version, build, errors, diagnostics}. Text is only ever set as text.
(() => {
  "use strict";

  const own = document.currentScript.dataset;
  const version = Number(own.version);
  const build = Number(own.build);
  // The page shows the diagnostics itself.
  const plain = own.plain !== undefined;
  const scrollKey = "polku-live-scroll";

  let source = null;
  let retry = 0;
  let lastBuild = null;
  let overlay = null;

  // A live region has to be in the page before its text is, to be read out.
  // It says only that the build failed: the list is there to be visited.
  const announcer = element("p", "announcer", "");
  announcer.setAttribute("role", "alert");
  announcer.lang = "en";
  announcer.dir = "ltr";
  document.body.append(announcer);

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = "polku-live-" + className;
    made.textContent = text;
    return made;
  }

  function place(diagnostic) {
    return [diagnostic.file, diagnostic.line, diagnostic.column]
      .filter((part) => part !== null && part !== "")
      .join(":");
  }

  function item(diagnostic) {
    const made = element("li", "item", "");
    const add = (name, className, text) => {
      if (text) made.append(element(name, className, text));
    };
    add("p", diagnostic.severity, `${diagnostic.severity}[${diagnostic.code}]`);
    add("p", "place", place(diagnostic));
    add("p", "message", diagnostic.message);
    add("pre", "source", diagnostic.rendered);
    add("p", "help", diagnostic.help);
    // Long source lines scroll sideways: by the keyboard too.
    made.querySelector("pre")?.setAttribute("tabindex", "0");
    return made;
  }

  function show(diagnostics) {
    hide();
    const errors = diagnostics.filter((one) => one.severity === "error").length;
    const title =
      errors === 0
        ? "The build failed"
        : `The build failed: ${errors} error${errors === 1 ? "" : "s"}`;

    // A region, not a modal dialog: the last good page stays usable beneath,
    // and the focus stays where the reader has it.
    overlay = element("section", "overlay", "");
    overlay.setAttribute("aria-labelledby", "polku-live-title");
    overlay.tabIndex = 0;
    overlay.lang = "en";
    overlay.dir = "ltr";

    const heading = element("h2", "title", title);
    heading.id = "polku-live-title";
    const close = element("button", "close", "Close (Esc)");
    close.type = "button";
    close.addEventListener("click", hide);
    const list = element("ol", "list", "");
    list.append(...diagnostics.map(item));
    overlay.append(close, heading, list);
    document.body.append(overlay);
    announcer.textContent = title;
  }

  function hide() {
    overlay?.remove();
    overlay = null;
    announcer.textContent = "";
  }

  function reload() {
    disconnect();
    try {
      const at = { href: location.href, x: scrollX, y: scrollY };
      sessionStorage.setItem(scrollKey, JSON.stringify(at));
    } catch {
      // No storage: the browser's own memory of the position has to do.
    }
    location.reload();
  }

  function restoreScroll() {
    let at = null;
    try {
      at = JSON.parse(sessionStorage.getItem(scrollKey));
      sessionStorage.removeItem(scrollKey);
    } catch {
      return;
    }
    if (at?.href !== location.href) return;
    const scroll = () => scrollTo({ left: at.x, top: at.y, behavior: "instant" });
    scroll();
    // Again when images have their size, unless the reader has moved on.
    const there = scrollY;
    addEventListener("load", () => scrollY === there && scroll(), { once: true });
  }

  function update(state) {
    if (state.version > version || (plain && state.build > build)) {
      reload();
      return;
    }
    // After a reconnection the same state comes again: an overlay that was
    // closed is not to come with it.
    if (plain || state.build === lastBuild) return;
    lastBuild = state.build;
    if (state.errors) show(state.diagnostics);
    else hide();
  }

  function connect() {
    if (source !== null) return;
    clearTimeout(retry);
    source = new EventSource("/_polku/events");
    source.addEventListener("message", (event) => update(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      // Most failures the browser retries by itself; some it gives up on.
      if (source?.readyState !== EventSource.CLOSED) return;
      disconnect();
      retry = setTimeout(connect, 1000);
    });
  }

  function disconnect() {
    clearTimeout(retry);
    source?.close();
    source = null;
  }

  // A browser keeps six connections to a server: pages that nobody sees must
  // not use them up. When seen again, they get the newest state at once.
  function connectIfSeen() {
    if (document.visibilityState === "visible") connect();
    else disconnect();
  }

  document.addEventListener("visibilitychange", connectIfSeen);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connectIfSeen);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay !== null && !event.defaultPrevented) hide();
  });

  restoreScroll();
  connectIfSeen();
})();

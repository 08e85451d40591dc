//! The files for hosts, tried with the servers that read them: nginx, Apache and Caddy, the site lying under `/training/`, and under a path
//! that has to be encoded.

#[path = "support/daemon.rs"]
mod daemon;
#[path = "support/disk.rs"]
mod disk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use daemon::{Answer, Server, is_there, left_out};
use tempfile::TempDir;

const SETTINGS: &str = "[book]\ntitle = \"Tee\"\nlanguage = \"et\"\n[language.et]\n[language.fi]\n[language.pt-BR]\n\
    [build]\ncompress = true\n[output.html]\nsite-url = \"https://example.org/BASE/\"\noffline.enable = true\n\
    [output.html.hosting]\nfiles = [\"netlify\", \"azure\", \"apache\", \"nginx\", \"caddy\"]\n";

/// The folder that a site lies in below a server's root, and what its addresses begin with.
#[derive(Clone, Copy)]
struct Base {
    folder: &'static str,
    address: &'static str,
}

const PLAIN: Base = Base { folder: "training", address: "/training" };
/// What stands otherwise in addresses than in folders.
const ENCODED: Base = Base { folder: "õpe 100%", address: "/%C3%B5pe%20100%25" };

fn settings(base: Base) -> String {
    SETTINGS.replace("/BASE", base.address)
}

/// A site that was built, in `root` below the folder.
fn site_at(base: Base) -> TempDir {
    let dir = TempDir::new().unwrap();
    let settings = settings(base);
    let files = [
        ("book.toml", settings.as_str()),
        ("content/et/index.md", "# Algus\n\n[Samm](samm.md)\n"),
        ("content/et/samm.md", "---\naliases: [vana, /vanem-õis]\n---\n# Samm\n\n![Pilt](https://img.example/x.png)\n"),
        ("content/fi/index.md", "# Alku\n"),
        ("content/pt-BR/index.md", "# Início\n"),
    ];
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let out = dir.path().join("root").join(base.folder);
    let built = disk::build(dir.path(), &["-q", "--out", out.to_str().unwrap()]);
    assert!(built.succeeded(), "{built:?}");
    // A folder of the tests' own is for nobody else to see; servers run as others.
    #[cfg(unix)]
    fs::set_permissions(dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    dir
}

fn site() -> TempDir {
    site_at(PLAIN)
}

fn training(dir: &TempDir) -> PathBuf {
    dir.path().join("root/training")
}

/// Checks what all servers have to do alike.
fn check(server: &Server, dir: &TempDir, base: Base, codings: &[(&str, &str)]) {
    let get = |path: &str, headers: &[(&str, &str)]| -> Answer {
        server.ask("GET", &format!("{}/{path}", base.address), headers, b"")
    };
    let out = dir.path().join("root").join(base.folder);
    let file = |path: &str| fs::read(out.join(path)).unwrap();
    let policy =
        Command::new(env!("CARGO_BIN_EXE_polku")).args(["csp", "-q", "--root"]).arg(dir.path()).output().unwrap();
    let policy = String::from_utf8(policy.stdout).unwrap().trim().to_owned();
    assert!(policy.contains("https://img.example"), "{policy}");

    let page = get("et/samm/", &[]);
    assert_eq!(page.status, 200);
    assert!(page.body == file("et/samm/index.html"), "another page");
    let secured = |answer: &Answer| {
        assert_eq!(answer.header("Content-Security-Policy"), policy);
        assert_eq!(answer.header("X-Content-Type-Options"), "nosniff");
        assert_eq!(answer.header("Referrer-Policy"), "strict-origin-when-cross-origin");
    };
    secured(&page);
    assert_eq!(page.header("Content-Type").to_lowercase(), "text/html; charset=utf-8");
    assert_eq!(page.header("Cache-Control"), "no-cache");

    let styles = out.join("assets/css");
    let mut styles = fs::read_dir(styles).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let style =
        format!("assets/css/{}", styles.find(|name| name.starts_with("polku.") && name.ends_with(".css")).unwrap());
    let plain = get(&style, &[]);
    assert_eq!((plain.status, plain.header("Content-Encoding").as_str()), (200, ""));
    assert!(plain.body == file(&style), "another style");
    assert_eq!(plain.header("Content-Type").to_lowercase(), "text/css; charset=utf-8");
    assert_eq!(plain.header("Cache-Control"), "public, max-age=31536000, immutable");
    for (coding, end) in codings {
        for path in [style.as_str(), "et/samm/index.html"] {
            let asked = path.strip_suffix("index.html").unwrap_or(path);
            let answer = get(asked, &[("Accept-Encoding", coding)]);
            assert_eq!((answer.status, answer.header("Content-Encoding").as_str()), (200, *coding), "{path}");
            assert!(answer.body == file(&format!("{path}.{end}")), "{path} is not sent as it was compressed before");
            assert!(answer.header("Content-Type").to_lowercase().ends_with("; charset=utf-8"), "{answer:?}");
            assert!(answer.header("Vary").to_lowercase().contains("accept-encoding"), "{path}");
            secured(&answer);
        }
    }
    let list = get("sitemap.xml", &[]).header("Content-Type").to_lowercase();
    assert!(["application/xml; charset=utf-8", "text/xml; charset=utf-8"].contains(&list.as_str()), "{list}");
    let manifest = get("et/manifest.webmanifest", &[]).header("Content-Type").to_lowercase();
    assert!(manifest.starts_with("application/manifest+json"), "{manifest}");

    for moved in ["et/vana/", "vanem-%C3%B5is/"] {
        let answer = get(moved, &[]);
        assert_eq!(answer.status, 301, "{moved}");
        assert!(
            answer.header("Location").ends_with(&format!("{}/et/samm/", base.address)),
            "{}",
            answer.header("Location")
        );
    }
    for (path, page) in [
        ("et/puudub/", "et/404.html"),
        ("fi/puudub", "fi/404.html"),
        ("pt-BR/a/b/c/", "pt-BR/404.html"),
        ("puudub/", "404.html"),
        (".polku-manifest.json", "404.html"),
        (".hosting/nginx.conf", "404.html"),
    ] {
        let answer = get(path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body == file(page), "{path} does not show {page}");
        secured(&answer);
    }

    for (wanted, home) in [
        ("fi,et;q=0.8", "fi/"),
        ("sv-FI, FI-fi;q=0.9, et;q=0.8", "fi/"),
        ("et-EE", "et/"),
        ("de, pt;q=0.7", "pt-BR/"),
        ("pt-br", "pt-BR/"),
    ] {
        let answer = get("", &[("Accept-Language", wanted)]);
        assert_eq!(answer.status, 302, "{wanted}");
        assert!(
            answer.header("Location").ends_with(&format!("{}/{home}", base.address)),
            "{wanted}: {}",
            answer.header("Location")
        );
        assert!(answer.header("Vary").contains("Accept-Language"), "{wanted}: {}", answer.header("Vary"));
        let cookie = answer.header("Set-Cookie");
        assert!(cookie.starts_with(&format!("polku_chosen=1; Path={}/;", base.address)), "{cookie}");
    }
    for headers in [
        &[("Accept-Language", "de, ru;q=0.5")][..],
        &[("Accept-Language", "fin, etx")],
        &[("Accept-Language", "fi"), ("Cookie", "a=b; polku_chosen=1")],
        &[],
    ] {
        let answer = get("", headers);
        assert_eq!(answer.status, 200, "{headers:?}");
        assert!(answer.body == file("index.html"), "{headers:?}: another page");
        assert!(answer.header("Vary").contains("Accept-Language"), "{}", answer.header("Vary"));
        secured(&answer);
    }
}

/// A program, if it is there.
fn program(name: &str) -> Option<String> {
    let paths = [name.to_owned(), format!("/usr/sbin/{name}"), format!("/usr/bin/{name}")];
    let found = paths.into_iter().find(|path| is_there(path, if name == "caddy" { "version" } else { "-v" }));
    if found.is_none() {
        left_out(&format!("what {name} makes of its files: there is none"));
    }
    found
}

fn write(path: &Path, text: &str) -> PathBuf {
    fs::write(path, text).unwrap();
    path.to_owned()
}

#[test]
fn nginx_serves_the_site_as_its_file_says() {
    let Some(nginx) = program("nginx") else { return };
    for base in [PLAIN, ENCODED] {
        let dir = site_at(base);
        let root = dir.path().join("root");
        let server = Server::start("nginx does not start", |port| {
            let own = dir.path().display();
            let settings = format!(
                "daemon off; master_process off; pid {own}/nginx.pid; error_log stderr;\nevents {{}}\nhttp {{\n access_log off;\n \
             client_body_temp_path {own}/t1; proxy_temp_path {own}/t2; fastcgi_temp_path {own}/t3; uwsgi_temp_path {own}/t4; scgi_temp_path {own}/t5;\n \
             server {{ listen 127.0.0.1:{port}; root {0}; include \"{0}/{1}/.hosting/nginx.conf\"; }}\n}}\n",
                root.display(),
                base.folder
            );
            let settings = write(&dir.path().join("nginx.conf"), &settings);
            let mut command = Command::new(&nginx);
            command.arg("-p").arg(dir.path()).arg("-c").arg(settings);
            command
        });
        check(&server.unwrap(), &dir, base, &[("gzip", "gz")]);
    }
}

#[test]
fn apache_serves_the_site_as_its_file_says() {
    let Some(apache) = program("apache2") else { return };
    for base in [PLAIN, ENCODED] {
        let dir = site_at(base);
        let root = dir.path().join("root");
        let modules = "/usr/lib/apache2/modules";
        let server = Server::start("apache does not start", |port| {
            let own = dir.path().display();
            let loaded: String = ["mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "env", "alias"]
                .map(|name| format!("LoadModule {name}_module {modules}/mod_{name}.so\n"))
                .concat();
            let settings = format!(
                "ServerRoot {own}\nPidFile {own}/apache.pid\nDefaultRuntimeDir {own}\nListen 127.0.0.1:{port}\nServerName localhost\nErrorLog {own}/apache.log\n{loaded}\
             User www-data\nGroup www-data\nTypesConfig /dev/null\nDocumentRoot {0}\n<Directory {0}>\n  Require all granted\n  AllowOverride FileInfo Indexes\n</Directory>\n",
                root.display()
            );
            let settings = write(&dir.path().join("apache.conf"), &settings);
            let mut command = Command::new(&apache);
            command.arg("-X").arg("-f").arg(settings);
            command
        });
        check(&server.unwrap(), &dir, base, &[("gzip", "gz"), ("br", "br")]);
    }
}

#[test]
fn caddy_serves_the_site_as_its_file_says() {
    let Some(caddy) = program("caddy") else { return };
    for base in [PLAIN, ENCODED] {
        let dir = site_at(base);
        let root = dir.path().join("root");
        let server = Server::start("caddy does not start", |port| {
            let settings = format!(
                "{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n\troot * {0}\n\timport \"{0}/{1}/.hosting/Caddyfile\"\n}}\n",
                root.display(),
                base.folder
            );
            let settings = write(&dir.path().join("Caddyfile"), &settings);
            let mut command = Command::new(&caddy);
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(settings).env("XDG_DATA_HOME", dir.path());
            command
        });
        check(&server.unwrap(), &dir, base, &[("gzip", "gz"), ("br", "br")]);
    }
}

#[test]
fn hosts_that_read_lists_get_them() {
    let dir = site();
    let read = |path: &str| fs::read_to_string(training(&dir).join(path)).unwrap();
    assert_eq!(
        read("_redirects"),
        "/training/et/vana/  /training/et/samm/  301\n/training/vanem-%C3%B5is/  /training/et/samm/  301\n\
         /training/et/*  /training/et/404.html  404\n/training/fi/*  /training/fi/404.html  404\n\
         /training/pt-BR/*  /training/pt-BR/404.html  404\n"
    );
    let headers = read("_headers");
    assert!(headers.starts_with(
        "/training/*\n  Content-Security-Policy: default-src 'self'; img-src 'self' https://img.example;"
    ));
    assert!(
        headers.ends_with("\n/training/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"),
        "{headers}"
    );
    let azure: serde_json::Value = serde_json::from_str(&read("staticwebapp.config.json")).unwrap();
    assert_eq!(azure["routes"][0]["route"], "/training/et/vana/");
    assert_eq!(azure["routes"][0]["statusCode"], 301);
    assert_eq!(azure["responseOverrides"]["404"]["rewrite"], "/training/404.html");
}

#[test]
fn a_policy_of_pages_that_were_kept_is_that_of_all_pages() {
    let dir = site();
    let before = fs::read_to_string(training(&dir).join("_headers")).unwrap();
    fs::write(dir.path().join("content/fi/index.md"), "# Alku\n\nUutta.\n").unwrap();
    let out = training(&dir);
    let built = disk::build(dir.path(), &["--out", out.to_str().unwrap()]);
    assert!(built.last.contains("reused"), "{built:?}");
    assert_eq!(fs::read_to_string(out.join("_headers")).unwrap(), before);
}

#[test]
fn compressed_copies_hold_what_their_files_hold() {
    let dir = site();
    let out = training(&dir);
    let check = || {
        let all = disk::tree(&out);
        let texts = all
            .keys()
            .filter(|path| [".html", ".css", ".js", ".xml", ".svg", ".json"].iter().any(|end| path.ends_with(end)));
        let mut seen = 0;
        for path in texts.filter(|path| !path.starts_with('.')) {
            let mut plain = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&all[&format!("{path}.gz")][..]), &mut plain)
                .unwrap();
            assert!(plain == all[path], "{path}.gz");
            plain.clear();
            brotli::BrotliDecompress(&mut &all[&format!("{path}.br")][..], &mut plain).unwrap();
            assert!(plain == all[path], "{path}.br");
            seen += 1;
        }
        assert!(seen > 20, "{seen}");
        all
    };
    let before = check();
    fs::write(dir.path().join("content/fi/index.md"), "# Alku\n\nUutta.\n").unwrap();
    assert!(disk::build(dir.path(), &["--out", out.to_str().unwrap()]).succeeded());
    let after = check();
    assert_ne!(before["fi/index.html.br"], after["fi/index.html.br"]);
    // Asked for no more, they go.
    let settings = settings(PLAIN).replace("compress = true", "compress = false");
    fs::write(dir.path().join("book.toml"), settings).unwrap();
    assert!(disk::build(dir.path(), &["--out", out.to_str().unwrap()]).succeeded());
    assert_eq!(disk::tree(&out).keys().find(|path| path.ends_with(".br") || path.ends_with(".gz")), None);
}

//! The image that the tests run: Debian's static busybox, built on the engine itself so that no registry is needed.

use bytes::Bytes;
use futures_util::TryStreamExt;
use primehub_engine::{BuildRequest, DockerEngine, Engine};
use tokio::sync::OnceCell;

pub const IMAGE: &str = "localhost/primehub-test/busybox:2";
const BUSYBOX: &str = "/bin/busybox";

/// Root has no password and `su` may change the user, so that a test can try to become root. `tini` only carries the
/// name, as a program that passes its place on to another.
const DOCKERFILE: &str = r#"FROM scratch
COPY busybox /bin/busybox
RUN ["/bin/busybox", "sh", "-c", "/bin/busybox --install -s /bin && rm /bin/su && cp /bin/busybox /bin/su && chmod 4755 /bin/su && mkdir -p /etc /tmp /work && chmod 1777 /tmp /work && echo root::0:0::/:/bin/sh > /etc/passwd && echo user:x:1000:1000::/tmp:/bin/sh >> /etc/passwd && echo root:x:0: > /etc/group && echo user:x:1000: >> /etc/group"]
CMD ["/bin/sh"]
"#;

static PRESENT: OnceCell<()> = OnceCell::const_new();
static PRESENT_ON_PODMAN: OnceCell<()> = OnceCell::const_new();

pub async fn ensure(engine: &DockerEngine) {
    let podman = engine.socket().is_some_and(|socket| socket.contains("podman"));
    let present = if podman { &PRESENT_ON_PODMAN } else { &PRESENT };
    let make = || async {
        if engine.inspect_image(IMAGE).await.unwrap().is_none() {
            let lines: Vec<String> = engine.build_image(request()).await.unwrap().try_collect().await.unwrap();
            assert!(engine.inspect_image(IMAGE).await.unwrap().is_some(), "the build said: {lines:?}");
        }
    };
    present.get_or_init(make).await;
}

fn request() -> BuildRequest {
    let busybox = std::fs::read(BUSYBOX).expect("the package busybox-static is needed for these tests");
    let context_tar = archive(&[("Dockerfile", DOCKERFILE.as_bytes(), 0o644), ("busybox", &busybox, 0o755)]);
    BuildRequest { tag: IMAGE.into(), context_tar, labels: vec![("io.primehub.test".into(), "true".into())] }
}

pub fn archive(files: &[(&str, &[u8], u32)]) -> Bytes {
    let mut archive = tar::Builder::new(vec![]);
    for (name, bytes, mode) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(*mode);
        header.set_cksum();
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap().into()
}

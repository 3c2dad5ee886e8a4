//! Up to which limits on files and processes the engine can start containers: its own and, where those are not seen, ours.

use rustix::process::{Resource, getrlimit};
use tokio::net::UnixStream;

use super::connect::Endpoint;

/// None is unlimited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HardLimits {
    pub open_files: Option<u64>,
    pub processes: Option<u64>,
}

pub async fn of_engine(endpoint: &Endpoint) -> HardLimits {
    let ours = HardLimits { open_files: getrlimit(Resource::Nofile).maximum, processes: getrlimit(Resource::Nproc).maximum };
    let Some(text) = limits_of_listener(endpoint).await else {
        return ours;
    };
    HardLimits {
        open_files: lower(ours.open_files, hard_limit(&text, "Max open files")),
        processes: lower(ours.processes, hard_limit(&text, "Max processes")),
    }
}

/// The kernel tells who listens at the other end of a socket, unless that is in another namespace.
async fn limits_of_listener(endpoint: &Endpoint) -> Option<String> {
    let Endpoint::Unix(path) = endpoint else {
        return None;
    };
    let stream = UnixStream::connect(path).await.ok()?;
    let process = stream.peer_cred().ok()?.pid().filter(|process| *process > 0)?;
    std::fs::read_to_string(format!("/proc/{process}/limits")).ok()
}

fn hard_limit(text: &str, name: &str) -> Option<u64> {
    let values = text.lines().find_map(|line| line.strip_prefix(name))?;
    values.split_whitespace().nth(1)?.parse().ok()
}

fn lower(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_of_both_limits_holds_and_unlimited_is_none() {
        let text = "Limit                     Soft Limit           Hard Limit           Units     \n\
                    Max processes             100                  32768                processes \n\
                    Max open files            1024                 unlimited            files     \n";
        assert_eq!(hard_limit(text, "Max processes"), Some(32_768));
        assert_eq!(hard_limit(text, "Max open files"), None);
        assert_eq!(lower(Some(96_365), hard_limit(text, "Max processes")), Some(32_768));
        assert_eq!(lower(Some(20_000), hard_limit(text, "Max open files")), Some(20_000));
    }
}

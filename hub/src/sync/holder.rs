use std::path::Path;

/// Names this process as a holder: host, process and what it does.
pub(super) fn name(task: &str) -> String {
    format!("{}:{}:{task}", host(), std::process::id())
}

/// Whether the holder was a process of this very host that is no more. Of other hosts nothing is
/// known; their holds lapse by time.
pub(super) fn is_dead(holder: &str) -> bool {
    let mut parts = holder.splitn(3, ':');
    let (Some(host_name), Some(process)) = (parts.next(), parts.next()) else {
        return false;
    };
    let Ok(process) = process.parse::<u32>() else {
        return false;
    };
    let proc = Path::new("/proc");
    host_name == host() && proc.is_dir() && !proc.join(process.to_string()).exists()
}

fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() {
        "unknown".to_owned()
    } else {
        name.replace(':', "-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_of_this_host_that_is_gone_counts_as_dead() {
        assert!(!is_dead(&name("run")));
        assert!(!is_dead("-"));
        assert!(!is_dead("another-host:1:run"));
        // Larger than any process number that the system gives.
        assert!(is_dead(&format!("{}:4294967295:run", host())));
    }
}

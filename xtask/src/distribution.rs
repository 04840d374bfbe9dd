//! What the distribution has and this machine lacks.

use std::process::{Command, Stdio};

/// Installs packages by apt, as root or by a sudo that asks for nothing; `by_hand` is said where that
/// cannot be done.
pub(crate) fn install(packages: &[&str], by_hand: &str) -> Result<(), String> {
    if !answers("apt-get", &["--version"]) {
        return Err(by_hand.to_owned());
    }
    let sudo = !is_root();
    if sudo && !answers("sudo", &["-n", "true"]) {
        return Err(by_hand.to_owned());
    }
    let install = [&["install", "-y"], packages].concat();
    for words in [&["update"][..], &install] {
        let mut line = Vec::new();
        if sudo {
            line.extend(["sudo", "-n"]);
        }
        line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        line.extend(words);
        println!("+ {}", line.join(" "));
        let (program, arguments) = line.split_first().ok_or("no command")?;
        let status = Command::new(program).args(arguments).status();
        if !status.is_ok_and(|status| status.success()) {
            return Err(by_hand.to_owned());
        }
    }
    Ok(())
}

/// Whether the program is there and succeeds.
pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Whether the task runs as root, as whom PostgreSQL refuses to run.
pub(crate) fn is_root() -> bool {
    let said = Command::new("id").arg("-u").output();
    said.is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

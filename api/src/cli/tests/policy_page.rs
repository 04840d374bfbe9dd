//! `docs/adding-a-regulation.md`, followed to the end: its files are written, its changes made,
//! its commands run, and what they print is compared with what the page says.

use std::{fs, path::Path};

use super::shuniu;

const PAGE: &str = include_str!("../../../../docs/adding-a-regulation.md");

/// A fenced block: what stands behind the fence, and its lines.
struct Block<'a> {
    info: &'a str,
    lines: Vec<&'a str>,
}

fn blocks() -> Vec<Block<'static>> {
    let mut found: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for line in PAGE.lines() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(info) => {
                open = true;
                found.push(Block {
                    info,
                    lines: Vec::new(),
                });
            }
            None if open => found.last_mut().unwrap().lines.push(line),
            None => {}
        }
    }
    found
}

/// The words of a command; quotation marks hold some together.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in command.chars() {
        match character {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs a command of the page in a folder; returns what it prints.
fn command(home: &Path, command: &str) -> String {
    let inside = |word: &String| {
        let is_path = ["packs", "old"]
            .iter()
            .any(|top| word == top || word.starts_with(&format!("{top}/")));
        if is_path {
            home.join(word).display().to_string()
        } else {
            word.clone()
        }
    };
    let words: Vec<String> = words(command).iter().map(inside).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["cp", "-r", from, to] => {
            copy(Path::new(from), Path::new(to));
            String::new()
        }
        ["shuniu", ref arguments @ ..] => {
            let (_, out, err) = shuniu(arguments);
            let home = format!("{}/", home.display());
            format!("{out}{err}").replace(&home, "")
        }
        _ => panic!("the page runs {command:?}"),
    }
}

#[test]
fn whoever_follows_the_page_gets_what_it_says() {
    let home = tempfile::tempdir().unwrap();
    let pack = home.path().join("packs/example");
    let (mut commands, mut files) = (0, 0);
    for Block { info, lines } in blocks() {
        let (language, file) = info.split_once(" file=").unwrap_or((info, ""));
        match (language, file) {
            ("console", _) => {
                let mut told = Vec::new();
                for line in &lines {
                    if let Some(typed) = line.strip_prefix("$ ") {
                        commands += 1;
                        told.push((*line).to_owned());
                        let printed = command(home.path(), typed);
                        told.extend(printed.lines().map(str::to_owned));
                    }
                }
                assert_eq!(lines.join("\n"), told.join("\n"));
            }
            ("diff", file) => {
                let path = pack.join(file);
                let side = |mark| {
                    let lines = lines.iter().filter_map(|line| line.strip_prefix(mark));
                    lines.collect::<Vec<_>>().join("\n")
                };
                let text = fs::read_to_string(&path).unwrap();
                assert!(text.contains(&side("-")), "{file} has no {}", side("-"));
                fs::write(path, text.replacen(&side("-"), &side("+"), 1)).unwrap();
            }
            (_, "") => {}
            (_, file) => {
                files += 1;
                fs::write(pack.join(file), lines.join("\n") + "\n").unwrap();
            }
        }
    }
    assert!(
        commands >= 10 && files == 6,
        "{commands} commands, {files} files"
    );
}

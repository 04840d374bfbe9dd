use shuniu_policy::{Calendars, Pack, PackFiles, Packs, cases::check_text};

use crate::chance::Chance;

/// The text with one thing gone wrong, as by a slip of the hand.
fn garbled(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = chance.below(lines.len());
    let other = chance.below(lines.len());
    match chance.below(6) {
        0 => drop(lines.remove(at)),
        1 => lines.truncate(at),
        2 => lines.swap(at, other),
        3 => lines[at] = lines[at].chars().rev().collect(),
        4 => lines.insert(at, lines[other].clone()),
        _ => {
            let strange = [
                "{",
                "]",
                ": ",
                "-",
                "'",
                "\t",
                "9999999999999999999",
                "不",
                "&a",
                "\u{0}",
            ];
            let mut chars: Vec<char> = lines[at].chars().collect();
            let place = chance.below(chars.len() + 1);
            let inserted = chance.pick(&strange).unwrap().chars();
            chars.splice(place..place, inserted);
            lines[at] = chars.into_iter().collect();
        }
    }
    lines.join("\n")
}

/// A pack with a slip is read all the same, or refused with file and line: never worse.
#[test]
fn a_garbled_pack_is_read_or_refused_with_the_place() {
    let mut chance = Chance::new(1);
    let mut refused = 0;
    for files in Packs::shipped_files() {
        for _ in 0..40 {
            let provisions: Vec<&str> = files.under("provisions").map(|(path, _)| path).collect();
            let others = ["pack.toml", "derived.yaml", "text.md"];
            let path = match chance.below(3) {
                0 => *chance.pick(&others).unwrap(),
                _ => *chance.pick(&provisions).unwrap(),
            };
            let mut changed: PackFiles = files.clone();
            changed.put(path, garbled(files.get(path).unwrap(), &mut chance));
            if let Err(error) = Pack::read(&changed) {
                assert!(error.to_string().contains(files.folder()), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 60, "{refused} are refused");
}

#[test]
fn a_garbled_case_is_judged_or_refused_with_the_place() {
    let (packs, calendars) = (Packs::shipped(), Calendars::shipped());
    let mut chance = Chance::new(2);
    let mut refused = 0;
    for pack in packs.iter() {
        for (file, text) in pack.cases() {
            let got = check_text(file, &garbled(text, &mut chance), packs, &calendars);
            for problem in &got.problems {
                assert!(problem.to_string().contains(file.as_str()), "{problem}");
            }
            refused += usize::from(!got.problems.is_empty());
        }
    }
    assert!(refused > 200, "{refused} are refused");
}

//! Systems whose records come as files or in an exchange database, from the command line alone.

use serde_json::Value;

use super::*;

/// Runs the sandbox; gives what it says of settings.
fn deliver(words: &[&str]) -> String {
    let seed = ["--seed", "7", "--projects", "12"];
    let words: Vec<&str> = ["sandbox"]
        .iter()
        .chain(words)
        .chain(&seed)
        .copied()
        .collect();
    let (code, out, err) = shuniu(&words);
    assert_eq!(code, 0, "{out}{err}");
    err
}

/// Records that a sync brought, by stream.
fn synced(words: &[&str], file: &str) -> Vec<(String, u64)> {
    let words: Vec<&str> = ["--json", "sync", "--config", file]
        .iter()
        .chain(words)
        .copied()
        .collect();
    let (code, out, err) = shuniu(&words);
    assert_eq!(code, 0, "{out}{err}");
    let told: Value = serde_json::from_str(&out).unwrap();
    let streams = told.as_array().unwrap().iter();
    streams
        .map(|one| {
            let stream = one["stream"].as_str().unwrap().to_owned();
            (stream, one["counts"]["received"].as_u64().unwrap())
        })
        .collect()
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries
        .filter(|entry| entry.as_ref().unwrap().path().is_file())
        .count()
}

#[test]
fn files_are_taken_in_once_and_a_rehearsal_leaves_them() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("in");
    let data = folder.to_str().unwrap();
    let said = deliver(&["trading_centre", "--transport", "drop", "--data", data]);
    let file = settings(dir.path(), &format!("{PLACE}{said}"));
    let stray = folder.join("hetong_1.csv");
    fs::write(&stray, "").unwrap();
    let (code, out, err) = shuniu(&["connector", "check", "--config", &file]);
    assert_eq!(code, 0, "{out}{err}");
    for found in [
        "  contracts: 1 ready",
        "fit no stream of the layout, such as hetong_1.csv",
    ] {
        assert!(out.contains(found), "{out}");
    }
    fs::remove_file(stray).unwrap();
    let laid = files(&folder);
    assert_eq!(
        laid, 12,
        "three files, each with checksum, manifest and marker"
    );
    let rehearsed = synced(&["--dry-run"], &file);
    assert!(
        rehearsed.iter().any(|(_, count)| *count > 0),
        "{rehearsed:?}"
    );
    assert_eq!(files(&folder), laid);
    assert_eq!(synced(&[], &file), rehearsed);
    assert_eq!((files(&folder), files(&folder.join("archive"))), (0, laid));
    let again = synced(&[], &file);
    assert!(again.iter().all(|(_, count)| *count == 0), "{again:?}");
    // The same once more under the same names.
    deliver(&["trading_centre", "--transport", "drop", "--data", data]);
    let again = synced(&[], &file);
    assert!(again.iter().all(|(_, count)| *count == 0), "{again:?}");
    assert_eq!(files(&folder), 0);
}

#[test]
fn staging_tables_are_read_and_marked() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("exchange.sqlite");
    let data = data.to_str().unwrap();
    let words = [
        "municipal_projects",
        "--transport",
        "exchange",
        "--data",
        data,
    ];
    let said = deliver(&words);
    let file = settings(dir.path(), &format!("{PLACE}{said}"));
    let (code, out, err) = shuniu(&["connector", "check", "--config", &file]);
    assert_eq!(code, 0, "{out}{err}");
    let first = synced(&[], &file);
    assert!(first.iter().any(|(_, count)| *count > 0), "{first:?}");
    let again = synced(&[], &file);
    assert!(again.iter().all(|(_, count)| *count == 0), "{again:?}");
    // What is there already is left as it is.
    let (_, out, _) = shuniu(&["sandbox", words[0], words[1], words[2], words[3], words[4]]);
    assert!(out.contains("its tables are there already"), "{out}");
}

#[test]
fn the_tables_to_hand_over_are_printed() {
    let (code, out, _) = shuniu(&["connector", "ddl", "--system", "municipal_projects"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("CREATE TABLE \"municipal_projects_outbox\""),
        "{out}"
    );
    assert!(
        out.contains("COMMENT ON COLUMN") && out.contains("计划编号"),
        "{out}"
    );
    let words = [
        "connector",
        "ddl",
        "--system",
        "trading_centre",
        "--engine",
        "sqlite",
    ];
    let (_, out, _) = shuniu(&words);
    assert!(
        out.contains("-- 公告编号") && !out.contains("COMMENT ON"),
        "{out}"
    );
    for (words, told) in [
        (
            ["--system", "asset_cloud", "--engine", "sqlite"],
            "over its interface alone",
        ),
        (
            ["--system", "trading_center", "--engine", "sqlite"],
            "did you mean \"trading_centre\"",
        ),
        (
            ["--system", "trading_centre", "--engine", "mysql"],
            "postgres or sqlite",
        ),
    ] {
        let words: Vec<&str> = ["connector", "ddl"].into_iter().chain(words).collect();
        let (code, _, err) = shuniu(&words);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(told), "{err}");
    }
}

#[test]
fn a_sandbox_that_delivers_says_what_it_lacks() {
    for (words, told) in [
        (
            ["trading_centre", "--transport", "drop"].as_slice(),
            "--data",
        ),
        (
            &["asset_cloud", "--transport", "drop", "--data", "x"],
            "over its interface alone",
        ),
        (
            &[
                "trading_centre",
                "--transport",
                "drop",
                "--data",
                "x",
                "--fault",
                "half_writen",
            ],
            "did you mean \"half_written\"",
        ),
        (
            &["trading_centre", "--fault", "gb18030"],
            "--transport drop and exchange",
        ),
    ] {
        let words: Vec<&str> = ["sandbox"].iter().chain(words).copied().collect();
        let (code, _, err) = shuniu(&words);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(told), "{told}\n{err}");
    }
}

#[test]
fn a_sandbox_of_one_place_delivers_its_records_alone() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap();
    let sandbox = ["sandbox", "municipal_projects", "--transport", "drop"];
    let seed = ["--seed", "7", "--projects", "30", "--data", folder];
    let run = |place| shuniu(&[&sandbox[..], &seed, &["--jurisdiction", place]].concat());
    let (code, out, err) = run("610326");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("jurisdiction = \"610326\""), "{err}");
    let laid = out.lines().map(|line| line.trim_start_matches("laid "));
    let mut rows = 0;
    for file in laid {
        let text = fs::read_to_string(file).unwrap();
        rows += text
            .lines()
            .skip(1)
            .filter(|row| row.contains("610326"))
            .count();
        for other in ["320902", "652800", "341721", "341522"] {
            assert!(!text.contains(other), "{file} has {other}");
        }
    }
    assert!(rows > 3, "{out}");
    let (code, _, err) = run("320106");
    assert!(
        code == 2 && err.contains("there are those of 320902 "),
        "{err}"
    );
}

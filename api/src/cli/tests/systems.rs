//! What is shipped for outside systems, and systems that are not to be called.

use shuniu_hub::connectors::preview::SHIPPED;

use super::*;

#[test]
fn what_is_shipped_is_printed_to_be_copied() {
    for system in SHIPPED {
        let show = |part| shuniu(&["connector", "show", "--system", system.name, part]);
        let whole = |text: &str| format!("{}\n", text.trim_end());
        assert_eq!(show("mapping"), (0, whole(system.mapping), String::new()));
        assert_eq!(show("contract"), (0, whole(system.contract), String::new()));
        let (code, out, err) = show("layout");
        match system.layout {
            Some(layout) => assert_eq!((code, out), (0, whole(layout))),
            None => assert!(code == 2 && err.contains("no layout of it"), "{err}"),
        }
    }
    let (code, _, err) = shuniu(&["connector", "show", "--system", "trading", "mapping"]);
    assert!(code == 2 && err.contains("known: "), "{err}");
}

#[test]
fn a_system_that_is_paused_is_not_rehearsed_either() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("{PLACE}{}", instance("trading_centre", ""));
    let file = settings(dir.path(), &text);
    let rehearsed = || shuniu(&["sync", "--dry-run", "--config", &file]).2;
    assert!(
        shuniu(&["sync", "--config", &file])
            .2
            .contains("cannot connect")
    );
    assert!(rehearsed().contains("cannot connect"));
    let pause = [
        "connector",
        "pause",
        "trading_centre",
        "--reason",
        "系统割接",
    ];
    let (code, out, err) = shuniu(&[&pause[..], &["--config", &file]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let said = rehearsed();
    assert!(
        said.contains("系统割接") && !said.contains("cannot connect"),
        "{said}"
    );
}

#[test]
fn a_system_that_takes_nothing_is_compared_only_where_nobody_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("{PLACE}{}", instance("trading_centre", ""));
    let file = settings(dir.path(), &text);
    let compare = ["sync", "--hand-overs", "--json", "--config", &file];
    let (code, out, err) = shuniu(&compare);
    assert_eq!((code, out.trim()), (0, "[]"), "{err}");
    let (code, out, _) = shuniu(&[&compare[..], &["trading_centre"]].concat());
    assert!(code == 1 && out.contains("takes no hand-overs"), "{out}");
}

use super::{
    Adding,
    block::{Block, closing, depth, keys},
};

const ALWAYS: &str = "{always: true}";
const NEVER: &str = "{not: {always: true}}";

/// Conditions that no longer limit, and whole rules left out.
pub(crate) fn change(adding: &mut Adding<'_>, block: &Block<'_>) {
    let line = adding.line;
    for (key, free) in [
        ("applies: ", ALWAYS),
        ("when: ", ALWAYS),
        ("unless: ", NEVER),
        ("while: ", ALWAYS),
        ("claim_latest_when: ", ALWAYS),
    ] {
        for at in keys(line, key) {
            let Some(end) = closing(line, at).filter(|_| line[at..].starts_with('{')) else {
                continue;
            };
            if &line[at..end] != ALWAYS {
                adding.replaced("condition", at..end, free);
            }
        }
        // The same with the condition on the lines below.
        if line.trim_start().trim_start_matches("- ") == key.trim_end() {
            let lines = block.length();
            adding.block("condition", lines, Some(format!("{line} {free}")));
        }
    }
    if line.trim_start().starts_with("ends_with: ") {
        adding.block("run", block.length(), None);
    }
    item(adding, block);
}

/// An element of a list on lines of its own.
fn item(adding: &mut Adding<'_>, block: &Block<'_>) {
    let line = adding.line;
    if line.trim_start().starts_with("- ") && depth(line) > 2 {
        adding.block("left out", block.length(), None);
    }
}

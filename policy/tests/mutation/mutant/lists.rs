use super::{Adding, block::elements};

/// Every element of a list on one line, left out: a part, a value, a gate, a limb of a condition,
/// something that performs.
pub(crate) fn change(adding: &mut Adding<'_>) {
    let line = adding.line;
    for (open, _) in line.match_indices('[') {
        let places = elements(line, open);
        if places.len() < 2 {
            continue;
        }
        for (index, place) in places.iter().enumerate() {
            // With the comma after it, or before the last one.
            let whole = match places.get(index + 1) {
                Some(next) => place.start..next.start,
                None => places[index - 1].end..place.end,
            };
            adding.replaced("left out", whole, "");
        }
    }
}

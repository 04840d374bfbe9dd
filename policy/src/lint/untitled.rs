use super::{Code, Warning, place::Place, reach::warning};
use crate::{pack::Pack, words::Words};

/// What sentences have no words for: settings without a title, and named conditions of several
/// parts without one, which every sentence then says in full.
pub(super) fn look(pack: &Pack) -> Vec<Warning> {
    let words = Words::of(pack);
    let settings = pack.settings.keys().filter(|name| {
        *name != "attention_days" && !pack.setting_titles.contains_key(name.as_str())
    });
    let settings = settings.map(|name| {
        let starts = [format!("{name} ="), format!("{name}=")];
        let place = Place::begins(pack, "pack.toml", &starts);
        let what = "sentences have no words for the setting; say in [setting_titles] what it is";
        warning(place, Code::UntitledSetting, name, what.to_owned())
    });
    let conditions = pack.conditions.iter().filter(|(name, condition)| {
        !words.is_short(condition) && !pack.condition_titles.contains_key(name.as_str())
    });
    let conditions = conditions.map(|(name, _)| {
        let place = Place::condition(pack, name);
        let what = "it has several parts, which every sentence says in full; give it a `title`";
        warning(place, Code::UntitledCondition, name, what.to_owned())
    });
    settings.chain(conditions).collect()
}

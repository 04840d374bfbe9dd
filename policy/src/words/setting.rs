use super::{Words, both};
use crate::pack::Bilingual;

impl Words<'_> {
    /// A setting of the place, by what it is.
    pub(crate) fn setting(self, name: &str) -> Bilingual {
        let title = match self.pack.setting_titles.get(name) {
            Some(title) => title.clone(),
            // Every pack has it, and it means the same in each (R4).
            None if name == "attention_days" => both("加提醒标记的日数", "days until a reminder"),
            None => both(name.replace('_', " "), name.replace('_', " ")),
        };
        both(
            format!("本地设置“{}”", title.zh),
            format!("the local setting “{}”", title.en),
        )
    }

    /// A number that is a setting, said with it.
    pub(super) fn set(self, text: Bilingual, name: &str) -> Bilingual {
        let setting = self.setting(name);
        match self.pack.setting(name) {
            Some(_) => both(
                format!("{}（{}）", text.zh, setting.zh),
                format!("{} ({})", text.en, setting.en),
            ),
            None => both(
                format!("{}所定的数（尚未确定）", setting.zh),
                format!("{} (not yet stated)", setting.en),
            ),
        }
    }
}

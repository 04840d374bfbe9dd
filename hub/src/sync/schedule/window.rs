use chrono::NaiveTime;

/// A stretch of each day, its end not included. One that ends no later than it begins goes on
/// through midnight; from 00:00 to 24:00 is the whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: NaiveTime,
    pub(super) until: NaiveTime,
}

impl Window {
    /// Reads `08:00-18:00`; 24:00 is the end of the day.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('-')?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let until = match until.trim() {
            "24:00" => NaiveTime::MIN,
            until => time(until)?,
        };
        Some(Self {
            from: time(from)?,
            until,
        })
    }

    pub(super) fn holds(&self, time: NaiveTime) -> bool {
        if self.from < self.until {
            self.from <= time && time < self.until
        } else {
            self.from <= time || time < self.until
        }
    }
}

use std::str::FromStr;

use chrono::{DateTime, FixedOffset, TimeDelta};
use croner::Cron;
use serde::{Deserialize, Serialize};

use super::{AT_MOST, Hours, Rhythm, Schedule, Window};

/// The hours of the day are looked at so finely to find one that is open.
const MINUTE: usize = 60;

/// When a system is read, as settings say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScheduleSettings {
    /// Minute, hour, day of the month, month, day of the week, as cron has them; how often
    /// (`interval_s`) counts where there is none.
    pub cron: Option<String>,
    /// Local time as its difference from UTC.
    pub utc_offset: String,
    /// Whether the system is left alone on days on which people rest, by the calendar of the place.
    pub working_days: bool,
    /// The hours in which it may be called, such as `08:00-18:00`; all day if empty.
    pub open: Vec<String>,
    /// The hours in which it must not be called.
    pub closed: Vec<String>,
}

impl Default for ScheduleSettings {
    fn default() -> Self {
        Self {
            cron: None,
            utc_offset: "+08:00".to_owned(),
            working_days: false,
            open: Vec::new(),
            closed: Vec::new(),
        }
    }
}

/// What is wrong with the settings of a schedule, by key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} {problem}")]
pub struct ScheduleProblem {
    /// The key.
    pub key: &'static str,
    /// What is wrong and how to mend it.
    pub problem: String,
}

/// Reads minute, hour, day of the month, month and day of the week.
pub(in crate::sync) fn pattern(text: &str) -> Result<Cron, ScheduleProblem> {
    let problem = match Cron::from_str(text) {
        Ok(cron) if text.split_whitespace().count() == 5 => {
            // Without a year, a pattern fits again and again or never: any day tells which.
            let some_day = DateTime::UNIX_EPOCH;
            if cron.find_next_occurrence(&some_day, true).is_ok() {
                return Ok(cron);
            }
            format!("{text:?} fits no day of any year; mend the day of the month or the month")
        }
        Ok(_) => format!("{text:?} must have five fields: minute, hour, day, month, weekday"),
        Err(error) => {
            format!("{text:?} cannot be read: {error}; such as \"*/15 8-17 * * 1-5\"")
        }
    };
    let key = "cron";
    Err(ScheduleProblem { key, problem })
}

impl ScheduleSettings {
    /// The schedule that they say, with how often the system is read where they give no pattern.
    ///
    /// # Errors
    ///
    /// [`ScheduleProblem`] names the key.
    pub fn read(&self, every: TimeDelta) -> Result<Schedule, ScheduleProblem> {
        let fail = |key, problem: String| Err(ScheduleProblem { key, problem });
        let rhythm = match &self.cron {
            None => Rhythm::Every(every.clamp(TimeDelta::seconds(1), AT_MOST)),
            Some(text) => Rhythm::Cron(Box::new(pattern(text)?)),
        };
        let Ok(offset) = FixedOffset::from_str(&self.utc_offset) else {
            let problem = format!(
                "{:?} must be hours and minutes, such as \"+08:00\"",
                self.utc_offset
            );
            return fail("utc_offset", problem);
        };
        let windows = |key, texts: &[String]| {
            let read = |text: &String| {
                let problem = |problem| Err(ScheduleProblem { key, problem });
                match Window::read(text) {
                    None => problem(format!(
                        "{text:?} must be two times of day, such as \"08:00-18:00\""
                    )),
                    // Whether it means the whole day or none of it, nobody can tell.
                    Some(window) if window.from == window.until && !text.ends_with("24:00") => {
                        problem(format!(
                            "{text:?} ends when it begins; write \"00:00-24:00\" for the whole day, or leave it out"
                        ))
                    }
                    Some(window) => Ok(window),
                }
            };
            texts.iter().map(read).collect::<Result<Vec<_>, _>>()
        };
        let hours = Hours {
            offset,
            open: windows("open", &self.open)?,
            closed: windows("closed", &self.closed)?,
            working_days: self.working_days,
        };
        if !hours.ever_open() {
            let problem = "leave no minute of the day in which the system may be called".to_owned();
            return fail("open and closed", problem);
        }
        Ok(Schedule {
            said: self.clone(),
            rhythm,
            hours,
        })
    }
}

impl Hours {
    fn ever_open(&self) -> bool {
        let within = |windows: &[Window], time| windows.iter().any(|window| window.holds(time));
        let mut minutes = (0..24 * 3600)
            .step_by(MINUTE)
            .filter_map(|second| chrono::NaiveTime::from_num_seconds_from_midnight_opt(second, 0));
        minutes.any(|time| {
            (self.open.is_empty() || within(&self.open, time)) && !within(&self.closed, time)
        })
    }
}

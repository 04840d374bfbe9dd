use shuniu_policy::assessment::READING;
use shuniu_policy::calendar::WorkingDays;
use shuniu_policy::pack::Pack;
use sm3::{Digest, Sm3};

use crate::precedence::Precedence;

/// Names the law by what it says: packs with versions, days in force, settings and texts, the
/// calendars they count by, and the order of sources by which the facts are told. Two processes
/// whose digests are equal answer alike.
pub(super) fn digest(packs: &[Pack], calendar: &WorkingDays, order: &Precedence) -> String {
    let mut sum = Sum(Sm3::new());
    sum.put(&READING.to_string());
    for pack in packs {
        sum.put("pack");
        sum.put(&pack.id);
        sum.put(&pack.version);
        let from = pack.in_force_from.map(|day| day.to_string());
        sum.put(from.as_deref().unwrap_or("-"));
        for (setting, value) in &pack.settings {
            sum.put(setting);
            sum.put(&value.map_or_else(|| "unset".to_owned(), |value| value.to_string()));
        }
        for (path, text) in pack.sources() {
            sum.put(path);
            sum.put(text);
        }
    }
    for layer in calendar.layers() {
        sum.put("calendar");
        sum.put(layer.id());
        for (day, working) in layer.rows() {
            sum.put(&day.to_string());
            sum.put(if working { "workday" } else { "holiday" });
        }
    }
    sum.put("precedence");
    sum.put(order.version());
    sum.put(&order.default_order().join(","));
    for (field, sources) in order.fields() {
        sum.put(field);
        sum.put(&sources.join(","));
    }
    hex::encode(sum.0.finalize())
}

struct Sum(Sm3);

impl Sum {
    /// Each text goes in with its length, so that none can run into the next.
    fn put(&mut self, text: &str) {
        self.0.update(text.len().to_string());
        self.0.update(":");
        self.0.update(text);
    }
}

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use shuniu_hub::calendar::OpenCalendar;
use shuniu_hub::query::{Key, OrganizationRow, Owing, ProjectRow, View};
use shuniu_hub::{Fault, Hub};
use uuid::Uuid;

use super::event::{Event, midnight, whole_day};
use super::line::Lines;
use crate::graphql::calendar_id;

/// How often clients are asked to look again.
const REFRESH: &str = "PT6H";

/// Without an event a calendar object has to hold something else (RFC 5545, 3.6): where its days
/// are counted.
const ZONE: [(&str, &str); 9] = [
    ("BEGIN", "VTIMEZONE"),
    ("TZID", "Asia/Shanghai"),
    ("BEGIN", "STANDARD"),
    ("DTSTART", "19910915T020000"),
    ("TZOFFSETFROM", "+0900"),
    ("TZOFFSETTO", "+0800"),
    ("TZNAME", "CST"),
    ("END", "STANDARD"),
    ("END", "VTIMEZONE"),
];

/// The feed of a calendar as it is now. The same duties on the same day give the same bytes.
pub(super) async fn written(hub: &Hub, open: OpenCalendar) -> Result<String, Fault> {
    let view = View::new(hub, Arc::new(open.caller.clone()));
    let most = hub.calendar_limits().events;
    let agenda = view.agenda(&open, most).await?;
    let place = open.key.jurisdiction;
    let keys =
        |ids: BTreeSet<_>| -> Vec<Key> { ids.into_iter().map(|id| Key::new(place, id)).collect() };
    let owing = || agenda.duties.iter().map(|due| due.owing);
    let of_projects = owing().filter_map(|owing| match owing {
        Owing::Project { project, .. } => Some(project),
        Owing::Unit(_) | Owing::Bureau => None,
    });
    let of_projects = of_projects.collect();
    let units = owing().filter_map(unit_of).collect();
    let projects = view.projects_by_key(&keys(of_projects)).await?;
    let projects: BTreeMap<Key, ProjectRow> =
        projects.into_iter().map(|row| (row.key(), row)).collect();
    let units = view.organizations(&keys(units)).await?;
    let units: BTreeMap<Key, OrganizationRow> =
        units.into_iter().map(|row| (row.key(), row)).collect();
    let (law, today) = (hub.local_law(place), view.today());
    let places = hub.known_jurisdictions();
    let known = places.iter().find(|one| one.id == place);
    let name = known.map_or("", |one| &one.setup.name);

    let mut lines = Lines::default();
    head(&mut lines, &open.name);
    let mut empty = true;
    for due in &agenda.duties {
        let project = match due.owing {
            Owing::Project { project, .. } => {
                // What was declared state-secret since the duties were read is told no more.
                let project = projects.get(&Key::new(place, project));
                let Some(project) = project.filter(|project| !project.classified) else {
                    continue;
                };
                Some(project)
            }
            Owing::Unit(_) | Owing::Bureau => None,
        };
        let unit = unit_of(due.owing).and_then(|id| units.get(&Key::new(place, id)));
        let event = Event {
            due,
            project,
            unit,
            place: name,
            law: &law,
        };
        event.write(&mut lines);
        empty = false;
    }
    if agenda.cut {
        let stamp = midnight(today).unwrap_or_default();
        lines.put("BEGIN", "VEVENT");
        lines.text("UID", &format!("{}-cut@shuniu", calendar_id(open.key)));
        lines.instant("DTSTAMP", stamp);
        whole_day(&mut lines, today);
        lines.text(
            "SUMMARY",
            &format!("〔未列全〕只列出离今天最近的 {most} 项义务"),
        );
        lines.text(
            "DESCRIPTION",
            "义务多于一个日历所能列出的数目（limits.calendar_events），离今天较远的没有列出。请按单位、条款或责任方另建范围较小的日历。",
        );
        lines.put("TRANSP", "TRANSPARENT");
        lines.put("END", "VEVENT");
    } else if empty {
        for (name, value) in ZONE {
            lines.put(name, value);
        }
    }
    lines.put("END", "VCALENDAR");
    Ok(lines.into_text())
}

fn unit_of(owing: Owing) -> Option<Uuid> {
    match owing {
        Owing::Project { unit, .. } => unit,
        Owing::Unit(unit) => Some(unit),
        Owing::Bureau => None,
    }
}

fn head(lines: &mut Lines, name: &str) {
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//shuniu//duties//ZH");
    lines.put("CALSCALE", "GREGORIAN");
    lines.text("NAME", name);
    lines.text("X-WR-CALNAME", name);
    lines.put("X-WR-TIMEZONE", "Asia/Shanghai");
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
    lines.put("X-PUBLISHED-TTL", REFRESH);
}

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::demo::folder::write_secret;
use crate::demo::place::PLACES;
use crate::demo::sheet::Sheet;
use crate::demo::start::Demo;

const CREATE: &str = r"
mutation Subscribe($input: CreateCalendarInput!) { createCalendar(input: $input) { path } }";

#[derive(Deserialize)]
struct Created {
    path: Option<String>,
}

/// Where the first county's duties are subscribed to.
pub(super) async fn show(demo: &Demo, sheet: &mut Sheet) -> Result<()> {
    let path = path(demo).await?;
    sheet.verbatim("");
    sheet.say(
        2,
        "订阅到日历（Outlook、WPS、手机），无需令牌，可随时撤销 As a calendar to subscribe to, \
         without a token, revocable:",
    );
    sheet.verbatim(&format!("http://{}{path}", demo.config.server.listen));
    Ok(())
}

/// The address that an earlier start has left, while it opens something; else a new one.
async fn path(demo: &Demo) -> Result<String> {
    let kept = demo.folder.calendar();
    if let Ok(path) = fs::read_to_string(&kept) {
        let path = path.trim();
        let credential = path.rsplit('=').next().unwrap_or_default();
        if demo.hub.open_calendar(credential).await?.is_some() {
            return Ok(path.to_owned());
        }
    }
    let [first, ..] = PLACES;
    let token = demo.pass(&format!("data_bureau_{}", first.key))?;
    let name = format!("{} 义务到期", first.zh);
    let input = json!({"input": {"jurisdiction": first.region, "name": name}});
    let created: Created = demo
        .window
        .ask(token, CREATE, input, "createCalendar")
        .await?;
    let path = created.path.context("the hub gave no address")?;
    write_secret(&kept, &format!("{path}\n"))?;
    Ok(path)
}

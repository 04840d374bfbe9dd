//! Answers over HTTP beside statements written by hand for the same answers, asked in turn.

mod client;
mod ground;
mod question;
mod report;
mod sql;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use shuniu_hub::Hub;
use tokio::task::JoinSet;

pub use ground::Counter;
pub use report::{Compared, ReadReport, Speed};

use crate::config::Config;
use client::Client;
use ground::{Door, Ground};
use question::{Asked, Over, QUESTIONS, Question, Texts};

/// Answers before those that are timed, on each connection: the database prepares its statements.
const WARM_UP: usize = 8;

/// How long and how busily to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// How long each question is asked.
    pub each: Duration,
    /// Connections that ask at once.
    pub connections: usize,
}

/// Asks every question both ways, first whether the answers are the same, then how fast they come.
/// The counter watches the hub's statements; `told` hears what is asked next.
///
/// # Errors
///
/// Fails when the two answers to a question differ, and when either side fails.
pub async fn read(
    hub: &Hub,
    config: &Config,
    counter: &Counter,
    options: ReadOptions,
    told: &mut dyn FnMut(&str),
) -> Result<ReadReport> {
    let ground = Ground::over(hub, config).await?;
    if ground.places.is_empty() {
        bail!("the database holds no place; fill it with `shuniu seed` first");
    }
    let codes = ground.project_codes().await?;
    let mut questions = Vec::new();
    for question in QUESTIONS {
        told(question.name);
        let all = asked(question, &ground, &codes);
        let compared = compare(question, &all, &ground, counter, options).await;
        questions.push(compared.with_context(|| format!("asking for {}", question.name))?);
    }
    let report = ReadReport {
        engine: if ground.dialect.postgres {
            "postgres"
        } else {
            "sqlite"
        },
        places: ground.places.len(),
        projects: ground.count("project").await?,
        obligations: ground.count("obligation").await?,
        connections: options.connections,
        questions,
    };
    ground.leave().await;
    Ok(report)
}

/// The question for everything it is asked for in turn.
fn asked(question: &Question, ground: &Ground, codes: &[String]) -> Vec<Asked> {
    let texts: Vec<&str> = match question.texts {
        Texts::None => vec![""],
        Texts::One(text) => vec![text],
        Texts::ProjectCodes => codes.iter().map(String::as_str).collect(),
    };
    let today = ground.door.hub.clock().today();
    let texts = texts.into_iter();
    texts
        .map(|text| question.asked(ground.dialect, &ground.places, today, text))
        .collect()
}

async fn compare(
    question: &Question,
    all: &[Asked],
    ground: &Ground,
    counter: &Counter,
    options: ReadOptions,
) -> Result<Compared> {
    let (bytes, statements) = agree(all, &ground.door, counter).await?;
    let mut runs = JoinSet::new();
    for run in 0..options.connections {
        runs.spawn(race(Arc::from(all), run, ground.door.clone(), options.each));
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    while let Some(run) = runs.join_next().await {
        let run = run.context("a connection ended early")??;
        ours.extend(run.0);
        theirs.extend(run.1);
    }
    let graphql = Speed::of(ours, options.connections, statements);
    let by_hand = Speed::of(theirs, options.connections, 1);
    Ok(Compared {
        question: question.name.to_owned(),
        places: match question.over {
            Over::One => 1,
            Over::All => ground.places.len(),
        },
        bytes,
        p50_ratio: Speed::ratio(graphql.p50_ms, by_hand.p50_ms),
        p99_ratio: Speed::ratio(graphql.p99_ms, by_hand.p99_ms),
        graphql,
        by_hand,
    })
}

/// Whether both sides answer the same; gives the size of the first answer and how many statements
/// it took.
async fn agree(all: &[Asked], door: &Door, counter: &Counter) -> Result<(usize, u64)> {
    let mut client = Client::connect(door.address, &door.token).await?;
    let mut first = None;
    for one in all {
        let before = counter.so_far();
        let answer = client.ask(&one.body).await?;
        let statements = counter.so_far() - before;
        first.get_or_insert((answer.len(), statements));
        let mut answer: Value = serde_json::from_slice(answer)?;
        if !answer["errors"].is_null() {
            bail!("{}", answer["errors"]);
        }
        let by_hand: Value = serde_json::from_str(&door.by_hand(one).await?)?;
        if let Some(where_) = differs(&answer["data"].take(), &by_hand, "data") {
            bail!("the answers differ at {where_}");
        }
    }
    first.context("nothing is asked for")
}

/// Where two answers differ first, if they do.
fn differs(ours: &Value, theirs: &Value, at: &str) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(one), Value::Object(other)) if one.len() == other.len() => {
            one.iter().find_map(|(name, value)| {
                let beside = other.get(name).unwrap_or(&Value::Null);
                differs(value, beside, &format!("{at}.{name}"))
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(number, (one, other))| differs(one, other, &format!("{at}[{number}]")))
        }
        (one, other) if one == other => None,
        (Value::Array(one), Value::Array(other)) => Some(format!(
            "{at}: {} over HTTP, {} by hand",
            one.len(),
            other.len()
        )),
        (one, other) => Some(format!("{at}: {one} over HTTP, {other} by hand")),
    }
}

/// Asks both ways in turn on one connection, until the time is over.
async fn race(
    all: Arc<[Asked]>,
    run: usize,
    door: Door,
    each: Duration,
) -> Result<(Vec<Duration>, Vec<Duration>)> {
    let mut client = Client::connect(door.address, &door.token).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // No two connections ask the same at the same time, where there is a choice.
    let turns = all.iter().cycle().skip(run % all.len()).enumerate();
    let mut began = Instant::now();
    for (turn, one) in turns {
        let asked = Instant::now();
        client.ask(&one.body).await?;
        let answered = Instant::now();
        door.by_hand(one).await?;
        if turn < WARM_UP {
            began = Instant::now();
            continue;
        }
        ours.push(answered - asked);
        theirs.push(answered.elapsed());
        if began.elapsed() >= each {
            break;
        }
    }
    Ok((ours, theirs))
}

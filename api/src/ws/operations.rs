//! The live operations of one socket.

use futures_util::{StreamExt, future::BoxFuture, stream, stream::BoxStream};
use tokio_stream::StreamMap;

use super::Close;
use crate::service::{Answer, Call, GraphqlService, Outcome};

/// What comes from an operation.
pub(super) enum Event {
    /// An answer of an executed operation.
    Next(Answer),
    /// The operation was refused or broke; it is over.
    Error(Answer),
    /// The operation is over.
    Complete,
}

/// Operations by id.
#[derive(Default)]
pub(super) struct Operations {
    live: StreamMap<String, BoxStream<'static, Event>>,
}

impl Operations {
    /// Tells how many are live.
    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    /// Begins an operation; nothing of it runs until the next event is asked for.
    pub(super) fn begin(
        &mut self,
        id: String,
        service: &GraphqlService,
        call: Call,
    ) -> Result<(), Close> {
        if self.live.contains_key(&id) {
            return Err(Close::Duplicate);
        }
        self.live.insert(id, events(service.clone(), call));
        Ok(())
    }

    /// Begins an operation that is refused at once.
    pub(super) fn refuse(&mut self, id: String, answer: Answer) -> Result<(), Close> {
        if self.live.contains_key(&id) {
            return Err(Close::Duplicate);
        }
        self.live
            .insert(id, stream::once(async { Event::Error(answer) }).boxed());
        Ok(())
    }

    /// Ends an operation at the client's wish; unknown ids are those that have just ended.
    pub(super) fn end(&mut self, id: &str) {
        self.live.remove(id);
    }

    /// Waits for the next event of any operation; waits for ever when there is none.
    pub(super) async fn next(&mut self) -> (String, Event) {
        match self.live.next().await {
            Some((id, event)) => {
                if !matches!(event, Event::Next(_)) {
                    self.live.remove(&id);
                }
                (id, event)
            }
            None => std::future::pending().await,
        }
    }
}

fn events(service: GraphqlService, call: Call) -> BoxStream<'static, Event> {
    let begin: BoxFuture<'static, BoxStream<'static, Event>> = Box::pin(async move {
        match service.prepare(call).await {
            Ok(prepared) => service
                .stream(prepared)
                .map(|answer| match answer.outcome {
                    Outcome::Failed(_) => Event::Error(answer),
                    Outcome::Complete | Outcome::Partial => Event::Next(answer),
                })
                .chain(stream::once(async { Event::Complete }))
                .boxed(),
            Err(answer) => stream::once(async { Event::Error(answer) }).boxed(),
        }
    });
    stream::once(begin).flatten().boxed()
}

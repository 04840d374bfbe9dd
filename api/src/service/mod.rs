//! The pipeline behind every transport: parameters, guard, execution with a deadline, mapping of
//! errors. A transport turns its messages into a [`Call`] and an [`Answer`] into its own form.

mod allowance;
mod answer;
mod call;
mod executor;
mod offload;
mod params;
mod pipeline;
mod settings;

pub use answer::{Answer, Failure, Outcome};
pub use call::{Call, Prepared, RequestId, Transport};
pub use executor::Executor;
pub use params::{Params, ParamsError};
pub use pipeline::GraphqlService;
pub use settings::ServiceSettings;

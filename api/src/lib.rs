#![doc = include_str!("../README.md")]

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod fault;
pub mod graphql;
pub mod guard;
pub mod http;
pub mod secret;
pub mod server;
pub mod service;
pub mod sse;
pub mod telemetry;
pub mod ws;

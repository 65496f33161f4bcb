//! The binary: subcommands, the two houses joined, the demo.

mod bench;
mod demo;
mod doctor;
mod export;
mod houses;
mod import;
mod jobs;
mod keys;
mod office_rules;
mod old_site;
mod patience;
mod provider;
mod reorganise;
mod serve;
mod text;
mod user;
mod verify;
mod watch;

use clap::{Args, Parser, Subcommand};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Then Chốt: the portal and the office of a party committee.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read a PDF from the input and write its text, bounded in memory and time; how the office reads what it is given.
    #[command(hide = true)]
    ReadPdf,
    #[command(flatten)]
    Work(Box<Work>),
}

/// What is done with the whole machine.
#[derive(Subcommand)]
enum Work {
    /// Serve the portal and the office.
    Serve(Serve),
    /// Load the demo into an empty data folder, if it is not there yet, and serve it.
    Demo {
        #[command(flatten)]
        serve: Serve,
        /// Remove the demo, and all that was entered into it, and stop. Refused where real work is kept.
        #[arg(long)]
        remove: bool,
        /// Serve it on a later day. From 2025-07-01 on its fourteen communes are the five of today
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
    },
    /// List the accounts; make a one-time link for somebody who cannot come in.
    User {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        command: user::UserCommand,
    },
    /// Let communes become fewer and larger on a day, from the lists that the state publishes.
    Reorganise {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        what: reorganise::Reorganisation,
    },
    /// Bring an older site, members or the register of localities along from what was used before; take a site back.
    Import {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        what: import::ImportCommand,
    },
    /// Make anew what is derived from the record, while it is being served.
    Rebuild {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        what: RebuildCommand,
    },
    /// Vietnamese text through a pipe: fold, compose, place tones, read keystrokes and old charsets, find papers.
    Text {
        #[command(subcommand)]
        command: text::TextCommand,
    },
    /// Write what readers see as files that any web server can serve.
    Export {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        what: export::ExportCommand,
    },
    /// Look for what is worth mending: rules that are not sound, what takes two persons and has one. Fails when there is any.
    Doctor(Place),
    /// Measure what the program does at the size of a nation, beside floors of the same run.
    Bench {
        #[command(subcommand)]
        what: bench::BenchCommand,
    },
    /// Check the journal against its seals; says which row was changed, removed or moved.
    Verify {
        #[command(flatten)]
        place: Place,
        #[command(subcommand)]
        what: Option<VerifyCommand>,
    },
}

/// What to make anew.
#[derive(Subcommand)]
enum RebuildCommand {
    /// The search index of the portal.
    Search,
    /// All that the portal shows: it is forgotten, and crosses again from the office when it is served next. The counters
    /// stay. Stop the server first.
    Portal,
    /// The list of links to other sites, from the texts and editions that are kept.
    Links,
}

/// What to check besides the journal.
#[derive(Subcommand)]
enum VerifyCommand {
    /// The numbers of the study campaigns: counts each unit again in SQL, and names those that differ.
    Tally,
    /// What the portal shows: says what no signed edition of the office explains.
    Portal {
        /// Speak English.
        #[arg(long)]
        english: bool,
    },
    /// A copy of the portal as files: says what was changed, is missing, or does not belong to it.
    Site {
        /// The copy's folder.
        folder: PathBuf,
    },
}

/// Where the data is.
#[derive(Args, Clone)]
struct Place {
    /// The data folder.
    #[arg(long, default_value = "data", global = true)]
    data: PathBuf,
    /// A PostgreSQL database instead of the folder's SQLite files: postgres://user@host/name
    #[arg(long, env = "THENCHOT_DATABASE", global = true)]
    database: Option<String>,
}

#[derive(Args, Clone)]
struct Serve {
    #[command(flatten)]
    place: Place,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where readers find the portal: https://tinhbien.example. Feeds, maps, QR codes and links from elsewhere need it;
    /// without it they name the address listened on.
    #[arg(long, env = "THENCHOT_ADDRESS", value_parser = origin)]
    address: Option<String>,
    /// People reach this over HTTPS (a proxy ends it): the session's cookie is then sent nowhere else.
    #[arg(long)]
    https: bool,
    /// A proxy whose word about the caller's address (X-Forwarded-For) is taken; may be given again.
    #[arg(long, value_name = "ADDRESS")]
    trust_proxy: Vec<IpAddr>,
    /// Seconds that a client may make us wait: for a request's lines, or for each 16 KB that it sends or takes.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,
}

/// The beginning of an address: scheme and host, no path.
pub(crate) fn origin(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or("");
    let sound = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    if host.is_empty() || !host.chars().all(sound) {
        return Err("this should be http:// or https:// and a host, without a path".into());
    }
    Ok(text.to_owned())
}

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    let work = match Cli::parse().command {
        // Read by one thread alone: the bound on its memory leaves no room for others' stacks.
        Command::ReadPdf => {
            return Ok(pdf::answer(pdf::Limits::default(), std::io::stdin().lock(), std::io::stdout())?);
        }
        Command::Work(work) => *work,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match work {
            Work::Serve(serve) => serve::serve(&serve).await,
            Work::Demo { serve, remove: true, .. } => demo::remove(&serve.place).await,
            Work::Demo { serve, remove: false, on } => demo::demo(&serve, on.as_deref()).await,
            Work::User { place, command } => user::user(&place, &command).await,
            Work::Reorganise { place, what } => reorganise::run(&place, &what).await,
            Work::Import { place, what } => import::run(&place, &what).await,
            Work::Export { place, what } => export::run(&place, &what).await,
            Work::Rebuild { place, what: RebuildCommand::Search } => houses::rebuild_search(&place).await,
            Work::Rebuild { place, what: RebuildCommand::Portal } => houses::rebuild_portal(&place).await,
            Work::Rebuild { place, what: RebuildCommand::Links } => houses::rebuild_links(&place).await,
            Work::Text { command } => {
                text::run(&command, std::io::stdin().lock(), std::io::stdout(), std::io::stderr())
            }
            Work::Doctor(place) => doctor::doctor(&place).await,
            Work::Verify { place, what: None } => verify::verify(&place).await,
            Work::Verify { place, what: Some(VerifyCommand::Tally) } => verify::tally(&place).await,
            Work::Verify { place, what: Some(VerifyCommand::Portal { english }) } => {
                verify::portal(&place, english).await
            }
            Work::Verify { place, what: Some(VerifyCommand::Site { folder }) } => verify::site(&place, &folder),
            Work::Bench { what } => bench::run(&what).await,
        }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_commands_agree_with_each_other() {
        super::Cli::command().debug_assert();
    }
}

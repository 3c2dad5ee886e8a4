//! The command line: `primehub-server serve` and what an operator needs beside it.

fn main() {
    if std::env::args().nth(1).as_deref() == Some("schema") {
        print!("{}", primehub_server::graphql::sdl());
        return;
    }
    tracing_subscriber::fmt::init();
    let config = primehub_server::config::Config::load(None).unwrap_or_else(|e| panic!("{e}"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Err(error) = runtime.block_on(primehub_server::serve::run(config)) {
        eprintln!("{error:?}");
        std::process::exit(1);
    }
}

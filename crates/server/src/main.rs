//! The command line: `primehub-server serve` and what an operator needs beside it.

fn main() {
    println!("{}", primehub_server::graphql::sdl());
}

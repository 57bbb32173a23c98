//! The `friday` command.

fn main() -> std::process::ExitCode {
    friday::cli::main()
}

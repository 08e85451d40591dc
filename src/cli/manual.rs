//! The commands as a page of Markdown, for the manual.

use clap::{Arg, Command};

/// All commands: what each does, how it is called, its arguments and options.
pub(super) fn markdown(mut root: Command) -> String {
    root.build();
    let mut out = String::from("## Options of all commands {#options}\n\n");
    table(&mut out, root.get_arguments().filter(|arg| arg.is_global_set()));
    out.push_str(
        "\nExit codes: 0, done; 1, the content has errors; 2, wrong usage or settings; 3, the machine failed (the disk, the network, another program).\n",
    );
    for command in root.get_subcommands() {
        describe(&mut out, command, "polku");
    }
    out
}

fn describe(out: &mut String, command: &Command, above: &str) {
    let name = format!("{above} {}", command.get_name());
    if command.get_name() == "help" {
        return;
    }
    let id = name.strip_prefix("polku ").unwrap_or(&name).replace(' ', "-");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    out.push_str(&format!("\n## `{name}` {{#{id}}}\n\n{}.\n", escaped(&about)));
    let commands: Vec<&Command> = command.get_subcommands().filter(|command| command.get_name() != "help").collect();
    if !commands.is_empty() {
        for command in commands {
            describe(out, command, &name);
        }
        return;
    }
    let mut usage = name.clone();
    for arg in command.get_positionals() {
        let value = value(arg);
        let text = if arg.is_required_set() { value } else { format!("[{value}]") };
        usage.push_str(&format!(" {text}"));
    }
    out.push_str(&format!("\n```text\n{usage} [OPTIONS]\n```\n"));
    let own = || {
        command
            .get_arguments()
            .filter(|arg| !arg.is_global_set() && arg.get_id() != "help" && arg.get_id() != "version")
    };
    if own().next().is_some() {
        out.push('\n');
        table(out, own());
    }
}

fn table<'a>(out: &mut String, args: impl Iterator<Item = &'a Arg>) {
    out.push_str("| argument or option | what it does |\n|---|---|\n");
    for arg in args.filter(|arg| !arg.is_hide_set()) {
        let name = match (arg.get_long(), arg.get_short()) {
            _ if arg.is_positional() => value(arg),
            (Some(long), Some(short)) => format!("-{short}, --{long}{}", argument(arg)),
            (Some(long), None) => format!("--{long}{}", argument(arg)),
            (None, Some(short)) => format!("-{short}{}", argument(arg)),
            (None, None) => continue,
        };
        let mut help = arg.get_help().map(|help| escaped(&help.to_string())).unwrap_or_default();
        if !help.is_empty() && !help.ends_with('.') {
            help.push('.');
        }
        let values: Vec<String> = arg
            .get_possible_values()
            .iter()
            .filter(|_| arg.get_action().takes_values())
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        if !values.is_empty() {
            help.push_str(&format!(" One of {}.", values.join(", ")));
        }
        let default: Vec<String> =
            arg.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
        if arg.get_action().takes_values() && !default.is_empty() {
            help.push_str(&format!(" Else {}.", default.join(", ")));
        }
        out.push_str(&format!("| `{name}` | {help} |\n"));
    }
}

/// What stands for an option's value, with the space before it.
fn argument(arg: &Arg) -> String {
    if arg.get_action().takes_values() { format!(" {}", value(arg)) } else { String::new() }
}

fn value(arg: &Arg) -> String {
    let names: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    if names.is_empty() { arg.get_id().to_string().to_uppercase() } else { names.join(" ") }
}

/// Help as Markdown: what would be markup there is text here, but for code.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for c in text.chars() {
        in_code ^= c == '`';
        if !in_code && matches!(c, '*' | '_' | '[' | ']' | '<' | '>') || c == '|' {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

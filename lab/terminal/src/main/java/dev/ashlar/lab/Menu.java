package dev.ashlar.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Questions and answers. Enter alone goes on, so that a reader who knows nothing comes to the end. */
final class Menu {
    private final Lab lab;
    private final Paper paper;
    private final Progress progress;

    Menu(Lab lab, Paper paper, Progress progress) {
        this.lab = lab;
        this.paper = paper;
        this.progress = progress;
    }

    /** Until the reader leaves, has done all and presses Enter, or has no more to say. */
    void serve(BufferedReader answers) throws IOException {
        welcome();
        list();
        while (true) {
            paper.paragraphs(question());
            paper.ask("> ");
            String line = answers.readLine();
            String answer = line == null ? "q" : line.strip().toLowerCase(Locale.ROOT);
            if (isLeaving(answer)) break;
            obey(answer);
        }
        paper.gap();
    }

    private void welcome() {
        paper.heading("Ashlar's learning lab: how malloc came to be, step by step, on this machine");
        paper.paragraphs("""
                malloc is what a program calls when it needs memory. Here you watch what it does, then
                build up to a modern one in eight steps. Each step is a real malloc, and each figure
                that you will see is measured now, on your machine. Just press Enter.
                """);
        paper.gap();
    }

    private void list() {
        for (Step step : Step.values()) {
            paper.line("  %s  %s", paper.ink(Ink.TITLE, "%-8s".formatted(step.id())), paper.ink(Ink.QUIET, step.idea));
            for (Experiment experiment : Experiments.ALL) {
                if (experiment.step() == step) list(experiment);
            }
        }
        paper.gap();
    }

    private void list(Experiment experiment) {
        String mark = progress.isDone(experiment) ? paper.ink(Ink.LIVE, "✓") : " ";
        paper.line(
                "  %s %2d  %-10s %s",
                mark,
                Experiments.ALL.indexOf(experiment) + 1,
                experiment.name(),
                experiment.words().title());
    }

    private String question() {
        String onEnter = progress.next()
                .map(next -> "goes on with %d, %s".formatted(Experiments.ALL.indexOf(next) + 1, next.name()))
                .orElse("leaves: you have done them all");
        return "Enter %s · a number or name: that one · m: the list · c NAME: its C program · q: leave"
                .formatted(onEnter);
    }

    private boolean isLeaving(String answer) {
        boolean isAllDone = answer.isEmpty() && progress.next().isEmpty();
        return isAllDone || List.of("q", "quit", "exit").contains(answer);
    }

    private void obey(String answer) {
        try {
            if (answer.equals("m")) list();
            else if (answer.equals("c"))
                throw new LabFailure("c of what? c threads, or c 15: an experiment's name or number");
            else if (answer.startsWith("c "))
                chosen(answer.substring(2).strip()).forEach(lab::showSource);
            else chosen(answer).forEach(lab::perform);
        } catch (LabFailure failure) {
            paper.line("  %s", paper.ink(Ink.ALARM, String.valueOf(failure.getMessage())));
        }
    }

    /** What a number, a name or nothing stands for. */
    private List<Experiment> chosen(String answer) {
        Optional<Experiment> next = progress.next();
        if (answer.isEmpty() && next.isPresent()) return List.of(next.get());
        if (!answer.matches("\\d{1,3}")) return Experiments.named(answer);
        int number = Integer.parseInt(answer);
        if (number < 1 || number > Experiments.ALL.size())
            throw new LabFailure("there is no %d; there are 1 to %d".formatted(number, Experiments.ALL.size()));
        return List.of(Experiments.ALL.get(number - 1));
    }
}

package dev.ashlar.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lab as its command line uses it: text goes to one stream, answers come from another. */
public final class Lab {
    private final Workshop workshop;
    private final Paper paper;
    private final Progress progress;

    /** A lab for the checkout at {@code root}, whose libraries have been built, that writes lines of up to so many characters. */
    public Lab(Path root, PrintStream out, boolean isColoured, int columns) {
        this.workshop = new Workshop(root);
        this.paper = new Paper(out, isColoured, columns);
        this.progress = new Progress(workshop.folder().resolve("progress"));
    }

    Lab(Workshop workshop, Paper paper, Progress progress) {
        this.workshop = workshop;
        this.paper = paper;
        this.progress = progress;
    }

    /** Shows what there is, and does what the reader asks for, until that ends. */
    public void menu(BufferedReader answers) throws IOException {
        new Menu(this, paper, progress).serve(answers);
    }

    /** Does the experiment of that name, or those of that step, or {@code all}. */
    public void perform(String name) {
        Experiments.named(name).forEach(this::perform);
    }

    /** Complains if {@code name} is no step and no experiment. */
    public void require(String name) {
        Experiments.named(name);
    }

    /** Runs the last table's contest on a trace of the reader's. */
    public void contest(Path trace) {
        Trace played = Trace.read(trace);
        Contest.requireMemory(played);
        paper.heading("All heaps on " + trace);
        new Contest(workshop, Contender.all(workshop)).run(played).show(paper);
    }

    /** Writes what a program asks of malloc to a file; returns the program's exit status. */
    public int record(Path trace, List<String> command) {
        Path folder = trace.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder))
            throw new LabFailure("can't write %s: there is no folder %s".formatted(trace, folder));
        Recording recording = Recorder.record(workshop, trace, command);
        recording.show(paper);
        paper.line("  %s is written: ./ashlar lab trace %s plays it", trace, trace);
        return recording.status();
    }

    /** Says where the page is. */
    public Path page() {
        Path page = workshop.page();
        if (!Files.exists(page)) throw new LabFailure(page + " is not built: run ./ashlar build");
        paper.line("%s", page.toUri());
        return page;
    }

    /** Does one, words and all. */
    void perform(Experiment experiment) {
        Words words = experiment.words();
        int number = Experiments.ALL.indexOf(experiment) + 1;
        paper.gap();
        paper.heading("── %d of %d · %s · %s ──"
                .formatted(number, Experiments.ALL.size(), experiment.step().id(), words.title()));
        paper.gap();
        section("What to look for", words.lookFor());
        paper.heading("On this machine");
        experiment.run(workshop).show(paper);
        experiment
                .source()
                .ifPresent(name -> paper.line(
                        "  %s",
                        paper.ink(
                                Ink.QUIET,
                                "(its program: %s)".formatted(workshop.root().relativize(workshop.source(name))))));
        paper.gap();
        section("What it means", words.explanation());
        section("In glibc", words.glibc());
        section("In the kernel", words.kernel());
        progress.markDone(experiment);
    }

    /** Shows the C program of an experiment. */
    void showSource(Experiment experiment) {
        if (experiment.source().isEmpty()) {
            paper.line(
                    "  %s has no C program of its own: it runs what is there, a program of this machine or the heaps of core/ladder",
                    experiment.name());
            return;
        }
        Path source = workshop.source(experiment.source().get());
        try {
            paper.line("%s", Files.readString(source));
        } catch (IOException failure) {
            throw new LabFailure("can't read " + source);
        }
    }

    private void section(String title, String text) {
        paper.heading(title);
        paper.paragraphs(text);
        paper.gap();
    }
}

package dev.ashlar.lab.page;

/** What somebody wrote or asked for that can't be: the page says so and goes on. */
final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mistake(String message) {
        super(message);
    }
}

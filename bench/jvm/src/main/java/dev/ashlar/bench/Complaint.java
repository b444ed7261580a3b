package dev.ashlar.bench;

/** A mistake of the user's: one line. */
final class Complaint extends RuntimeException {
    private static final long serialVersionUID = 1;

    Complaint(String message) {
        super(message);
    }
}

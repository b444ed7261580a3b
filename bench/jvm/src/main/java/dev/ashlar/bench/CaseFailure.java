package dev.ashlar.bench;

/** A case could not be measured. */
final class CaseFailure extends Exception {
    private static final long serialVersionUID = 1;

    CaseFailure(String message) {
        super(message);
    }
}

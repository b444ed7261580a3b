package dev.ashlar;

import dev.ashlar.core.tlsf.TlsfImage;

/** Who may be inside a pool: nobody else, where it is one thread's; or one after the other. */
interface Gate {
    /** For a pool that one thread at a time uses. */
    Gate NONE = new Gate() {
        @Override
        public void enter() {
            // its threads see to it
        }

        @Override
        public void leave() {
            // nobody waits
        }

        @Override
        public void close(long image) {
            TlsfImage.close(image);
        }
    };

    void enter();

    void leave();

    /** The pool at {@code image} is used no more by this process. */
    void close(long image);
}

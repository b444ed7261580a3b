package dev.ashlar.dialect;

import java.util.function.IntSupplier;

/** Classes that the dialect check must object to, each for one reason. */
@SuppressWarnings("unused")
class Offences {
    private Offences() {}

    static final class Assertion {
        private Assertion() {}

        static void check(long address) {
            assert address != 0;
        }
    }

    static final class Array {
        private Array() {}

        static int first() {
            int[] numbers = {1, 2};
            return numbers[0];
        }
    }

    static final class AutoBoxing {
        private AutoBoxing() {}

        static long unbox(int value) {
            Long boxed = (long) value;
            return boxed;
        }
    }

    static final class CallToJdk {
        private CallToJdk() {}

        static int zeros(long word) {
            return Long.numberOfTrailingZeros(word);
        }
    }

    static final class Catching {
        private Catching() {}

        static int divide(int a, int b) {
            try {
                return a / b;
            } catch (ArithmeticException zero) {
                return 0;
            }
        }
    }

    enum Enumeration {
        ONE
    }

    static final class Floating {
        private Floating() {}

        static int half(int value) {
            return (int) (value * 0.5);
        }
    }

    static final class InstanceMethod {
        private InstanceMethod() {}

        int one() {
            return 1;
        }
    }

    static final class Lambda {
        private Lambda() {}

        static int call() {
            IntSupplier one = () -> 1;
            return one.getAsInt();
        }
    }

    static final class MutableStatic {
        private MutableStatic() {}

        static long counter;
    }

    static final class NewObject {
        private NewObject() {}

        static void make() {
            new Object();
        }
    }

    static final class NotConstant {
        private NotConstant() {}

        static final long START = System.nanoTime();
    }

    static final class PublicConstructor {
        public PublicConstructor() {}
    }

    static final class StringConstant {
        private StringConstant() {}

        static boolean isText() {
            return "text" != null;
        }
    }

    static class Subclass extends Offences {
        private Subclass() {}
    }

    static final class Synchronizing {
        private Synchronizing() {}

        static synchronized int one() {
            return 1;
        }
    }

    static final class Throwing {
        private Throwing() {}

        static void fail(RuntimeException failure) {
            throw failure;
        }
    }
}

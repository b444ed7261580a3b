package dev.ashlar.lab.page;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** What TeaVM compiles: gives the script of the page one function, {@code ashlar(request)}. */
public final class Main {
    private Main() {}

    /** A function of JavaScript. */
    @JSFunctor
    interface Answers extends JSObject {
        String answer(String request);
    }

    @JSBody(params = "answers", script = "window.ashlar = answers;")
    private static native void publish(Answers answers);

    public static void main(String[] arguments) {
        publish(new Page()::answer);
    }
}

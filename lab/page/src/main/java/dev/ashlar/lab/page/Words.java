package dev.ashlar.lab.page;

import java.util.ArrayList;
import java.util.List;

/** Cuts texts into pieces. Java's own way is by regular expressions, which would be half of the page. */
final class Words {
    private Words() {}

    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(text.substring(start, end));
            start = end + 1;
        }
        lines.add(text.substring(start));
        return lines;
    }

    /** What blanks and tabs separate; at least one word, which may be empty. */
    static List<String> of(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean isBlank = i == line.length() || line.charAt(i) <= ' ';
            if (!isBlank && start < 0) start = i;
            if (!isBlank || start < 0) continue;
            words.add(line.substring(start, i));
            start = -1;
        }
        if (words.isEmpty()) words.add("");
        return words;
    }
}

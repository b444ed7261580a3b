package dev.ashlar.bench;

import java.util.Map;

/**
 * A row of the table: the same work by each allocator that can do it.
 *
 * @param name unique; begins with its group's
 * @param cases who is measured, ours first
 */
record Row(Group group, String name, Goal goal, Map<Column, Case> cases) {
    boolean isNamed(String word) {
        return word.equals(name) || word.equals(group.id());
    }
}

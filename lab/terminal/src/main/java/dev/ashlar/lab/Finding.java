package dev.ashlar.lab;

/** What one run of an experiment has measured. */
interface Finding {
    void show(Paper paper);
}

package dev.ashlar.jvm;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** A package of the core uses only those below it, and nothing sideways. */
final class LayersTest {
    @Test
    void theCoreIsLayered() {
        JavaClasses core = new ClassFileImporter().importPackages("dev.ashlar.core");
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("dev.ashlar.core..")
                .layer("rule")
                .definedBy("dev.ashlar.core.rule")
                .layer("size")
                .definedBy("dev.ashlar.core.size")
                .layer("list")
                .definedBy("dev.ashlar.core.list")
                .layer("lock")
                .definedBy("dev.ashlar.core.lock")
                .layer("mapper")
                .definedBy("dev.ashlar.core.mapper")
                .layer("zone")
                .definedBy("dev.ashlar.core.zone")
                .layer("segment")
                .definedBy("dev.ashlar.core.segment")
                .layer("tlsf")
                .definedBy("dev.ashlar.core.tlsf")
                .layer("growing")
                .definedBy("dev.ashlar.core.growing")
                .layer("guarded")
                .definedBy("dev.ashlar.core.guarded")
                .layer("ladder")
                .definedBy("dev.ashlar.core.ladder")
                .layer("walk")
                .definedBy("dev.ashlar.core.walk")
                .whereLayer("walk")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("zone")
                .mayOnlyBeAccessedByLayers("walk")
                .whereLayer("segment")
                .mayOnlyBeAccessedByLayers("walk")
                .whereLayer("tlsf")
                .mayOnlyAccessLayers("rule", "size")
                .whereLayer("growing")
                .mayOnlyBeAccessedByLayers("walk")
                .whereLayer("guarded")
                .mayOnlyBeAccessedByLayers("walk")
                .whereLayer("ladder")
                .mayOnlyBeAccessedByLayers("walk")
                .whereLayer("mapper")
                .mayOnlyBeAccessedByLayers("zone", "segment", "growing", "guarded", "ladder", "walk")
                .whereLayer("lock")
                .mayOnlyBeAccessedByLayers("mapper", "zone", "segment", "growing", "guarded", "ladder", "walk")
                .whereLayer("list")
                .mayOnlyBeAccessedByLayers("lock", "mapper", "zone", "segment", "ladder", "walk")
                .whereLayer("size")
                .mayOnlyBeAccessedByLayers(
                        "list", "lock", "mapper", "zone", "segment", "tlsf", "growing", "guarded", "ladder", "walk")
                .check(core);
    }
}

package dev.ashlar.teavm;

import org.teavm.interop.StaticInit;
import org.teavm.interop.Unmanaged;
import org.teavm.model.AnnotationHolder;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.vm.spi.TeaVMHost;
import org.teavm.vm.spi.TeaVMPlugin;

/**
 * Tells TeaVM that every class of ours is systems Java: {@code @Unmanaged}, so that methods become plain C functions
 * without a shadow stack, and {@code @StaticInit}, so that no call checks for class initialisation. The core needs no
 * annotation and no dependency for it.
 */
public final class SystemsJava implements TeaVMPlugin {
    private static final String OURS = "dev.ashlar.";

    @Override
    public void install(TeaVMHost host) {
        host.add(SystemsJava::annotate);
    }

    private static void annotate(ClassHolder type, ClassHolderTransformerContext context) {
        if (!type.getName().startsWith(OURS)) return;
        type.getAnnotations().add(new AnnotationHolder(Unmanaged.class.getName()));
        type.getAnnotations().add(new AnnotationHolder(StaticInit.class.getName()));
    }
}

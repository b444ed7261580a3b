package dev.ashlar.dialect;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.ConstantValueAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The dialect of the core, read from class files: static methods over {@code long}, {@code int}, {@code boolean} and
 * {@code byte}, {@code static final} constants of those, calls into the core and the platform. What is not allowed by
 * name is an offence, so a construct that nobody thought of is one too.
 */
final class Dialect {
    private static final Set<ClassDesc> TYPES =
            Set.of(ConstantDescs.CD_long, ConstantDescs.CD_int, ConstantDescs.CD_boolean, ConstantDescs.CD_byte);

    private static final List<String> CALLABLE = List.of("dev/ashlar/core/", "dev/ashlar/platform/");

    private final List<String> offences = new ArrayList<>();
    private String type = "";
    private String method = "";
    private int line;

    /** Every offence in the class files below {@code folder}, each naming class, method and line. */
    static List<String> offencesBelow(Path folder) throws IOException {
        Dialect dialect = new Dialect();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                    .sorted()
                    .toList()) dialect.check(Files.readAllBytes(file));
        }
        return dialect.offences;
    }

    static List<String> offencesIn(byte[] classFile) {
        Dialect dialect = new Dialect();
        dialect.check(classFile);
        return dialect.offences;
    }

    private void check(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        type = model.thisClass().asInternalName().replace('/', '.');
        if (type.endsWith(".package-info")) return;
        method = "(class)";
        line = 0;
        if (!model.superclass().orElseThrow().asInternalName().equals("java/lang/Object")) offence("has a superclass");
        if (!model.interfaces().isEmpty() || model.flags().has(AccessFlag.INTERFACE))
            offence("has to do with interfaces");
        if (!model.flags().has(AccessFlag.FINAL)) offence("is not final");
        model.fields().forEach(this::checkField);
        model.methods().forEach(this::checkMethod);
    }

    private void checkField(FieldModel field) {
        method = field.fieldName().stringValue();
        boolean isConstant = field.flags().has(AccessFlag.STATIC)
                && field.flags().has(AccessFlag.FINAL)
                && field.attributes().stream().anyMatch(ConstantValueAttribute.class::isInstance);
        if (!isConstant) offence("is a field but no constant expression");
        if (!TYPES.contains(field.fieldTypeSymbol()))
            offence("is of type " + field.fieldTypeSymbol().displayName());
    }

    private void checkMethod(MethodModel model) {
        method = model.methodName().stringValue();
        line = 0;
        boolean isConstructor = method.equals("<init>");
        if (isConstructor && !model.flags().has(AccessFlag.PRIVATE)) offence("is a constructor that can be called");
        if (!isConstructor && !model.flags().has(AccessFlag.STATIC)) offence("is an instance method");
        if (model.flags().has(AccessFlag.SYNCHRONIZED)) offence("is synchronized");
        if (model.flags().has(AccessFlag.NATIVE)) offence("is native");
        List<ClassDesc> types = new ArrayList<>(model.methodTypeSymbol().parameterList());
        types.add(model.methodTypeSymbol().returnType());
        for (ClassDesc each : types) {
            if (!TYPES.contains(each) && !each.equals(ConstantDescs.CD_void))
                offence("takes or gives " + each.displayName());
        }
        model.code().ifPresent(code -> checkCode(code, isConstructor));
    }

    private void checkCode(CodeModel code, boolean isConstructor) {
        for (CodeElement element : code) {
            switch (element) {
                case LineNumber number -> line = number.line();
                case ExceptionCatch _ -> offence("catches an exception");
                case InvokeInstruction call -> checkCall(call, isConstructor);
                case LoadInstruction load when isConstructor && load.opcode() == Opcode.ALOAD_0 -> {}
                case LoadInstruction load -> checkOpcode(load.opcode(), "ILOAD", "LLOAD");
                case StoreInstruction store -> checkOpcode(store.opcode(), "ISTORE", "LSTORE");
                case ReturnInstruction end -> checkOpcode(end.opcode(), "IRETURN", "LRETURN", "RETURN");
                case ConstantInstruction constant -> checkConstant(constant);
                case OperatorInstruction operator -> checkOpcode(operator.opcode(), "I", "L");
                case ConvertInstruction convert -> checkOpcode(convert.opcode(), "I2L", "L2I", "I2B");
                case BranchInstruction branch ->
                    checkOpcode(branch.opcode(), "IFEQ", "IFNE", "IFLT", "IFGE", "IFGT", "IFLE", "IF_ICMP", "GOTO");
                case IncrementInstruction _,
                        StackInstruction _,
                        TableSwitchInstruction _,
                        LookupSwitchInstruction _ -> {}
                case java.lang.classfile.Instruction other -> offence("uses " + other.opcode());
                default -> {} // labels and tables for debuggers
            }
        }
    }

    private void checkCall(InvokeInstruction call, boolean isConstructor) {
        String owner = call.owner().asInternalName();
        if (call.opcode() == Opcode.INVOKESPECIAL && isConstructor && owner.equals("java/lang/Object")) return;
        boolean isOurs = CALLABLE.stream().anyMatch(owner::startsWith);
        if (call.opcode() != Opcode.INVOKESTATIC || !isOurs)
            offence("calls " + owner.replace('/', '.') + "." + call.name().stringValue());
    }

    private void checkConstant(ConstantInstruction constant) {
        Object value = constant.constantValue();
        if (!(value instanceof Integer || value instanceof Long)) offence("uses the constant " + value);
    }

    private void checkOpcode(Opcode opcode, String... allowed) {
        for (String prefix : allowed) {
            if (opcode.name().startsWith(prefix)) return;
        }
        offence("uses " + opcode);
    }

    private void offence(String what) {
        offences.add("%s.%s:%d %s".formatted(type, method, line, what));
    }
}

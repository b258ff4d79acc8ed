package io.ringfence.firewall.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of `libnftables.so.1` that are used here; see libnftables(3). Once loaded it stays
/// loaded.
@SuppressWarnings("restricted") // calling C is what this class is for
final class LibNftables {

  static final String LIBRARY = "libnftables.so.1";

  private final MethodHandle newContext;
  private final MethodHandle freeContext;
  private final MethodHandle bufferOutput;
  private final MethodHandle bufferError;
  private final MethodHandle output;
  private final MethodHandle error;
  private final MethodHandle run;

  /// @throws IllegalArgumentException when the library is not on this machine
  LibNftables() {
    var library = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
    newContext = function(library, "nft_ctx_new", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    freeContext = function(library, "nft_ctx_free", FunctionDescriptor.ofVoid(ADDRESS));
    var buffer = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    bufferOutput = function(library, "nft_ctx_buffer_output", buffer);
    bufferError = function(library, "nft_ctx_buffer_error", buffer);
    var text = FunctionDescriptor.of(ADDRESS, ADDRESS);
    output = function(library, "nft_ctx_get_output_buffer", text);
    error = function(library, "nft_ctx_get_error_buffer", text);
    run =
        function(
            library, "nft_run_cmd_from_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  }

  private static MethodHandle function(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  /// A context whose output and errors are kept for [#output] and [#error].
  MemorySegment newContext() {
    try {
      var context = (MemorySegment) newContext.invokeExact(0);
      if (context.equals(MemorySegment.NULL)
          || (int) bufferOutput.invokeExact(context) != 0
          || (int) bufferError.invokeExact(context) != 0) {
        throw new IllegalStateException("no context from " + LIBRARY);
      }
      return context;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void freeContext(MemorySegment context) {
    try {
      freeContext.invokeExact(context);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// @return 0 when everything was carried out
  int run(MemorySegment context, MemorySegment commands) {
    try {
      return (int) run.invokeExact(context, commands);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// What the latest run printed.
  String output(MemorySegment context) {
    return text(output, context);
  }

  /// What went wrong in the latest run.
  String error(MemorySegment context) {
    return text(error, context);
  }

  private static String text(MethodHandle function, MemorySegment context) {
    try {
      var text = (MemorySegment) function.invokeExact(context);
      return text.equals(MemorySegment.NULL) ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// A handle declares [Throwable], these functions throw nothing.
  private static RuntimeException unexpected(Throwable e) {
    return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
  }
}

package dev.kinetics.tool;

import java.time.LocalDate;
import java.util.Optional;

/**
 * How it stands with one tool.
 *
 * @param name what it is
 * @param tool the tool; empty when there is none that runs
 * @param problem what is wrong and what to do; empty when it runs
 * @param released when this version was made, where its version says so
 */
public record ToolStatus(
    String name, Optional<Tool> tool, String problem, Optional<LocalDate> released) {}

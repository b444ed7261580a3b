/**
 * The guarded heap: it notices when it is misused.
 *
 * <pre>
 *   region    | records and notes | no access | block | block | free | … | no access |
 *   block     | tag | canary | payload, as many bytes as were asked for | canary | slack |
 * </pre>
 */
package dev.ashlar.core.guarded;

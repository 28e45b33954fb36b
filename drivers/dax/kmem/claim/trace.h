/* SPDX-License-Identifier: GPL-2.0-only */
/* Trace events for perf, bpftrace and trace-cmd. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM dax_kmem

#if !defined(DAX_KMEM_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define DAX_KMEM_TRACE_H

#include <linux/string.h>
#include <linux/tracepoint.h>
#include "claim.h"

#define dk_show_op(op)							\
	__print_symbolic(op, { 0, "add" }, { 1, "online" },		\
			 { 2, "offline" }, { 3, "remove" }, { 4, "scrub" })

#define dk_show_state(state)						\
	__print_symbolic(state, { 0, "unplugged" }, { 1, "offline" },	\
			 { 2, "kernel" }, { 3, "movable" })

/* The end of one step of a plan. */
TRACE_EVENT(dax_kmem_step,
	    TP_PROTO(const char *name, unsigned long block, u8 op, u8 from,
		     u8 to, u64 usecs, bool undo, int result),
	    TP_ARGS(name, block, op, from, to, usecs, undo, result),
	    TP_STRUCT__entry(__array(char, name, DK_NAME_LEN)
			     __field(unsigned long, block)
			     __field(u8, op)
			     __field(u8, from)
			     __field(u8, to)
			     __field(bool, undo)
			     __field(u64, usecs)
			     __field(int, result)
	    ),
	    TP_fast_assign(strscpy(__entry->name, name, DK_NAME_LEN);
			   __entry->block = block;
			   __entry->op = op;
			   __entry->from = from;
			   __entry->to = to;
			   __entry->undo = undo;
			   __entry->usecs = usecs;
			   __entry->result = result;
	    ),
	    TP_printk("%s memory%lu %s%s from=%s to=%s usecs=%llu result=%d",
		      __entry->name, __entry->block,
		      __entry->undo ? "undo:" : "", dk_show_op(__entry->op),
		      dk_show_state(__entry->from), dk_show_state(__entry->to),
		      __entry->usecs, __entry->result)
);

#endif /* DAX_KMEM_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH claim
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>

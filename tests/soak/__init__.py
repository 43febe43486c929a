"""The soak: everything happens to a local stack of its own, at random, and then what must hold is checked.

    make soak MINUTES=2 SEED=7

`operations` are what clients of all dialects, other systems and callers do. `disturbances` are what goes wrong
meanwhile: killed workers, carriers that fail, hours that pass, the whole machine gone. `ledger` notes what was
acknowledged. When the time is up the stack is brought to rest, and `invariants` compares the ledger, the table, the
carriers, the queues and the bus. The seed repeats what is asked for and what goes wrong, not how processes interleave.
"""

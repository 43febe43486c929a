"""What is shipped: released packages without the files that no function uses, with bytecode that stays valid on Lambda.

``make build`` runs it on what ``sam build`` made, and fails when a file of a package is not the released one. The local
stack leaves out the same files, so that the end-to-end suite runs on what is shipped, though not as it is compiled.
Standard library only: the runtime's own interpreter runs it.
"""

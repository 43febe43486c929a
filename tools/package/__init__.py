"""What is shipped: packages without what no function uses, with bytecode that stays valid on Lambda.

``make build`` runs it on what ``sam build`` made; the local stack trims its layers by the same rules, so that the
end-to-end suite runs on what is shipped, though not as it is compiled. Standard library only: the runtime's own
interpreter runs it.
"""

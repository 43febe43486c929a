"""What tests share: the template as data, an in-process gateway, builders."""

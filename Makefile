# A thin front to ./ashlar, for those who type make. HOSTTYPE names the library.
HOSTTYPE ?= $(shell uname -m)_$(shell uname -s)
export HOSTTYPE

all:
	@./ashlar build

# What can be made again; the libraries stay.
clean:
	rm -rf platform/*/target core/target library/target native/target tool/target core-tests/*/target system-tests/target

fclean: clean
	rm -rf build

re: fclean
	@$(MAKE) --no-print-directory all

test:
	@./ashlar test

# The programs of this machine on the library: the part of the tests that needs Linux.
linux-test:
	@./ashlar test -pl system-tests -am

docs:
	@./ashlar docs

.PHONY: all clean fclean re test linux-test docs

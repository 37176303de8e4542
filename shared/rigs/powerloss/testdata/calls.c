/* Makes each call that the recorder knows, also those that SQLite rarely makes,
 * in the directory it is started in. Exit status 1: a call failed. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MUST(call) do { if ((call) < 0) { perror(#call); return 1; } } while (0)

int main(void)
{
	int fd, dir;

	MUST(fd = open("first", O_RDWR | O_CREAT, 0600)); /* a relative name */
	MUST(write(fd, "one", 3));
	MUST(write(fd, " two", 4)); /* at the file's own position */
	MUST(pwrite(fd, "ONE", 3, 0));
	MUST(fsync(fd));
	MUST(close(fd));
	MUST(fd = openat64(AT_FDCWD, "first", O_WRONLY | O_APPEND));
	MUST(write(fd, " three", 6));
	MUST(ftruncate64(fd, 10));
	MUST(fdatasync(fd));
	MUST(close(fd));
	MUST(fd = openat(AT_FDCWD, "emptied", O_WRONLY | O_TRUNC));
	MUST(pwrite64(fd, "new", 3, 2));
	MUST(close(fd));
	MUST(fd = open64("emptied-shm", O_RDWR | O_CREAT, 0600));
	MUST(write(fd, "no durable state", 16));
	MUST(rename("first", "folder/second"));
	MUST(unlink("folder/removed"));
	MUST(dir = open("folder", O_RDONLY | O_DIRECTORY));
	MUST(fsync(dir));
	if (unlink("absent") == 0 || open("absent/file", O_RDONLY) >= 0 || pwrite(-1, "x", 1, 0) >= 0)
		return 1; /* what failed must leave no record */
	return 0;
}

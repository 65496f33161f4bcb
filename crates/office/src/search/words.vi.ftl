# Messages of the search in the office.

find = Tìm
find-label = Tên người, chi bộ, bài viết, đợt học tập
find-do = Tìm
find-hint = Gõ không dấu cũng được. Chỉ tìm trong những gì anh chị được xem.
find-found = { $n ->
    [0] Không tìm thấy.
   *[other] { $count } kết quả.
}
find-none-hint = Hãy thử ít từ hơn, hoặc chỉ gõ tên.
find-unit = Tổ chức
find-unit-ended = Tổ chức đã kết thúc
find-member = Đảng viên
find-campaign = Đợt học tập
find-article = Bài viết

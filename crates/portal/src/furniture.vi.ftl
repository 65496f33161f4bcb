# What stands around articles: lists, archive, feeds, looks, sharing, the days' views. The English file has the same keys.

list-articles = { $n ->
    [1] một bài viết
   *[other] { $count } bài viết
}
list-heading = Các bài viết
page-of = Trang { $page } trong { $pages }
topics-none = Chưa có chuyên đề nào.
topics-none-hint = Chuyên đề xuất hiện khi văn phòng công bố bài viết thuộc chuyên đề đó.
front-more = Xem các bài cũ hơn trong kho lưu trữ
front-says = Tin tức, bài viết và số liệu của { $site }.

archive = Lưu trữ
archive-year = Năm { $year }
archive-month = Tháng { $month } năm { $year }
archive-day = Ngày { $day }

feed-rss = Theo dõi bằng RSS
feed-follow = Theo dõi mục này

reading-time = { $n ->
   *[other] khoảng { $count } phút đọc
}
edition-changed = sửa lần cuối { $date }
article-source = Nguồn
related = Bài liên quan
share-title = Chia sẻ và lưu bài
share-qr = Quét mã này bằng Zalo hoặc máy ảnh của điện thoại khác để mở bài.
share-copy = Chép địa chỉ
share-copied = Đã chép
share-send = Gửi cho người khác
share-mail = Gửi qua thư điện tử
share-facebook = Đăng lên Facebook
save-html = Lưu thành tệp (HTML)
save-text = Lưu thành văn bản thuần
saved-from = Địa chỉ
saved-edition = Bản { $number } của bài, đăng { $date }
qr-label = Mã QR dẫn tới bài viết này
print-now = In ngay
listen = Nghe bài
listen-pause = Tạm dừng
listen-go-on = Nghe tiếp
listen-stop = Dừng hẳn

look-title = Cỡ chữ, màu nền
look-lead = Chọn cách hiển thị dễ đọc nhất với bạn.
look-size = Cỡ chữ
look-size-usual = Bình thường
look-size-large = Lớn
look-size-largest = Rất lớn
look-ground = Màu nền
look-ground-system = Theo máy
look-ground-light = Sáng
look-ground-dark = Tối
look-contrast = Độ tương phản
look-contrast-usual = Theo máy
look-contrast-more = Rõ hơn: chữ đậm nhất, đường kẻ đậm
look-save = Áp dụng
look-back = Về trang trước
look-saved = Đã áp dụng, và được nhớ trong trình duyệt này.
look-how = Lựa chọn chỉ nằm trong trình duyệt của bạn, hoặc trong địa chỉ trang nếu trình duyệt không chạy được chương trình; máy chủ không lưu gì và không dùng cookie.

views-title = Lượt xem từng ngày
views-lead = Số lần xem các bài viết trong mỗi ngày, theo giờ Việt Nam.
views-by-day = Từng ngày
views-today = Hôm nay
views-week = Tuần này
views-day = Ngày
views-views = Lượt xem
views-sum = Cộng
views-csv = Tải mọi ngày (CSV)
views-carried = Ngoài các ngày trên còn { $count } lượt xem do trang cũ đã đếm và được chuyển sang; trang cũ không ghi từng ngày.
counting-not = Không được tính là lượt xem:
counting-not-programs = máy tìm kiếm, chương trình tự động, trình duyệt không cho biết tên, và các lệnh chỉ hỏi phần đầu của trang;
counting-not-ahead = trang được trình duyệt tải trước khi người đọc bấm vào;
counting-not-reload = việc tải lại chính trang đang mở;
counting-not-parts = yêu cầu của chương trình trong trang hoặc của khung nhúng ở trang khác.
counting-periods = “Hôm nay” tính từ 0 giờ theo giờ Việt Nam, “tuần này” tính từ thứ hai. Bản in và tệp lưu về không làm tăng con số. Mở lại một bài vào lúc khác là một lượt xem mới.
copy-made = Bản sao tĩnh, làm lúc { $at }; các số ở dưới dừng ở lúc ấy.
copy-search = Bản sao tĩnh của trang không có tìm kiếm. Bài cũ xếp theo ngày ở mục Lưu trữ, theo chuyên mục và chuyên đề ở trang chủ.

language-vi = Tiếng Việt
language-en = English
language-km = ភាសាខ្មែរ
in-vietnamese = Bằng tiếng Việt
translated-from = Bản dịch của bài tiếng Việt:
translated-behind = Bài tiếng Việt đã được sửa ngày { $date }, sau khi dịch. Nội dung mới nhất ở bài:
translated-alone = Bản dịch của một bài tiếng Việt không còn trên trang.
translated-to = Bài này có bản dịch:
translated-not = Bài này chỉ có bằng tiếng Việt.
spoken-none-en = Chưa có bài nào bằng tiếng Anh; các bài dưới đây bằng tiếng Việt.
spoken-all-en = { $n ->
   *[other] Cả { $count } bài đều bằng tiếng Anh.
}
spoken-some-en = { $n ->
   *[other] { $count } bài bằng tiếng Anh, các bài khác bằng tiếng Việt.
}
spoken-none-km = Chưa có bài nào bằng tiếng Khmer; các bài dưới đây bằng tiếng Việt.
spoken-all-km = { $n ->
   *[other] Cả { $count } bài đều bằng tiếng Khmer; các chữ chung của trang bằng tiếng Việt.
}
spoken-some-km = { $n ->
   *[other] { $count } bài bằng tiếng Khmer; các bài khác và các chữ chung của trang bằng tiếng Việt.
}
papers-attached = Văn bản kèm theo
paper-of = { $symbol }, ngày { $day }
